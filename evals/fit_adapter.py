"""Fit the adapter: ``python -m evals.fit_adapter [--write]``.

Learned from ``evals/pairs.jsonl`` in some fifteen minutes of two cores; seeded, though last bits depend on the machine.
The cut is to be fitted anew afterwards (``python -m evals.fit_cut``): it weighs what the vectors say.
"""

from __future__ import annotations

import argparse
from dataclasses import replace

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TimeRemainingColumn
from safetensors.torch import save_file

from assistant.offline import stay_offline
from assistant.row_encoder import load_model
from assistant.weights import checked_weights, packaged_adapter
from evals.adapter_training import AdapterTraining, Told
from evals.bank import subjects


def _line(when: str, told: Told) -> str:
    return f"{when}, queries held out: subject first {told.first:.1%}, mean reciprocal rank {told.reciprocal:.3f}"


def main() -> None:
    """Learn, show the figures of the subjects held out, and write the adapter where that is asked for."""
    parser = argparse.ArgumentParser(prog="python -m evals.fit_adapter", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--write", action="store_true", help="land it in assistant/lexicon/adapter.safetensors")
    asked = parser.parse_args()
    stay_offline()
    console = Console()
    published = replace(checked_weights(None), adapter=None)
    training = AdapterTraining(load_model(published), subjects())
    console.print(_line("before", training.tell()))
    columns = (*Progress.get_default_columns()[:1], BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console) as bar:
        task = bar.add_task("learning", total=training.steps)
        training.learn(lambda done: bar.update(task, completed=done))
    console.print(_line("after", training.tell()))
    if asked.write:
        save_file(dict(training.weights()), packaged_adapter())
        console.print(f"written: {packaged_adapter()}")


if __name__ == "__main__":
    main()
