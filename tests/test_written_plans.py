"""Plans and questions written by others, who had not seen the program: read right, and answered as well as accepted."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from conftest import run_command
from register_truth import differences

from assistant.engine import Engine
from assistant.settings import Settings
from evals.documents import read_documents
from evals.family_scores import scores_by_family
from evals.gate import falls, read_accepted
from evals.run import run
from evals.standard.corpora import Corpus, written_corpora
from ingest.reading import read_document

REGISTERS = sorted((Path(__file__).parent.parent / "evals" / "written").glob("*/registers/*.json"))


@pytest.mark.parametrize("register", REGISTERS, ids=lambda path: path.stem)
def test_every_field_is_as_in_the_true_register(register: Path) -> None:
    gold = json.loads(register.read_text(encoding="utf-8"))
    plan = read_document(register.parent.parent / "plans" / f"{register.stem}.txt").plans[0]
    doubtful = {must["rec_no"] for must in gold.get("must_warn", ()) if must.get("rec_no")}
    assert doubtful <= {warning.rec_no for warning in plan.warnings}
    wrong = [line for line in differences(plan, gold) if line.split()[0].rstrip(":").split("#")[0] not in doubtful]
    assert wrong == []


@pytest.mark.parametrize("corpus", written_corpora(), ids=lambda corpus: corpus.documents.parent.name)
def test_no_family_has_fallen_below_its_accepted_scores(corpus: Corpus, home: Path, tmp_path: Path) -> None:
    own = tmp_path / "home"
    shutil.copytree(home, own, ignore=shutil.ignore_patterns("index", "register.sqlite*"))
    done = run_command("ingest", str(corpus.documents), home=own)
    assert done.returncode == 0, done.stderr
    documents = read_documents([corpus.documents])
    accepted = read_accepted()
    with Engine.open(Settings(home=own)) as engine:
        for asked in corpus.sets:
            now = scores_by_family(asked.name, run(asked.questions, engine.ask, documents))
            assert {family.key for family in now} <= {family.key for family in accepted.families}
            assert [str(fall) for fall in falls(accepted, now)] == []
