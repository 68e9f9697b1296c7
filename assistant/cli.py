"""The command line, ``action-plans``.

Exit status 0: done; 1: something asked for could not be done, said in one line on stderr; 2: a wrong call.
"""

from __future__ import annotations

import io
import sys
from importlib.metadata import entry_points
from importlib.util import find_spec

import typer

from assistant.commands import asking, documents, keeping, packing, rows, service
from assistant.commands.feedback import feedback
from assistant.commands.users import users
from assistant.offline import stay_offline
from ingest.errors import ActionPlansError

COMMAND_GROUP = "action_plans.commands"


def make_app() -> typer.Typer:
    """All commands: the assistant's own, then those that other packages offer as entry points."""
    app = typer.Typer(
        name="action-plans",
        help="Answers questions about HM Prison & Probation Service action plans from their own rows, with citations.",
        no_args_is_help=True,
        pretty_exceptions_enable=False,
        rich_markup_mode=None,
    )
    for command in (
        documents.ingest,
        documents.plans,
        documents.show,
        keeping.check,
        keeping.remove,
        asking.ask,
        rows.search,
        rows.export,
        packing.pack,
        feedback,
        service.serve,
        service.settings,
    ):
        app.command()(command)
    app.add_typer(users, name="users")
    for offered in sorted(entry_points(group=COMMAND_GROUP), key=lambda entry: entry.name):
        if find_spec(offered.module) is not None:  # the wheel may be installed without the evaluation
            app.command(offered.name)(offered.load())
    return app


def main() -> None:
    """Runs the command that ``sys.argv`` names, and exits."""
    stay_offline()
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # JSON is UTF-8 whatever the console's own encoding is
            stream.reconfigure(encoding="utf-8")
    try:
        make_app()()
    except ActionPlansError as error:
        typer.echo(f"action-plans: {error}", err=True)
        sys.exit(1)


if __name__ == "__main__":
    main()
