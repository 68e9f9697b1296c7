"""``check`` and ``remove`` on the command line."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

from conftest import RunCli, run_command
from published_samples import whole_sample

from evals.published.pdf import write_pdf
from evals.published.sheet import parts_of


def test_check_reports_by_head_with_places(cli: RunCli) -> None:
    done = cli("check", "hmp-send-2019-01-18")
    assert done.returncode == 0
    assert "Completed, with a date still to come" in done.stdout
    assert "6.24 (line" in done.stdout
    report = json.loads(cli("check", "hmp-send-2019-01-18", "--json").stdout)
    assert (report["plan_id"], report["items"]) == ("hmp-send-2019-01-18", 26)
    assert {"head", "rec_no", "message", "source"} == set(report["findings"][0])


def test_check_of_a_plan_that_is_not_held_fails_in_one_line(cli: RunCli) -> None:
    done = cli("check", "hmp-nowhere-2019-01-01")
    assert done.returncode == 1
    assert "hmp-send-2019-01-18" in done.stderr
    assert done.stderr.count("\n") == 1


def test_a_removed_plan_is_in_no_answer_and_its_document_may_be_read_again(empty_home: Path, tmp_path: Path) -> None:
    documents = tmp_path / "in"
    documents.mkdir()
    (documents / "a.pdf").write_bytes(write_pdf(parts_of(whole_sample(2019))))
    shutil.copy(Path(__file__).parent.parent / "data" / "plans" / "hmp-send-2025.txt", documents)
    assert run_command("ingest", str(documents), home=empty_home).returncode == 0
    assert len(list((empty_home / "documents").iterdir())) == 1
    refused = run_command("remove", "hmp-send-2025-07-08", "hmp-send-2000-01-01", home=empty_home)
    assert refused.returncode == 1
    done = run_command("remove", "hmp-send-2019-01-18", home=empty_home)
    assert (done.returncode, done.stdout) == (0, "Removed hmp-send-2019-01-18\n")
    held = json.loads(run_command("plans", "--json", home=empty_home).stdout)
    assert [plan["plan_id"] for plan in held] == ["hmp-send-2025-07-08"]
    assert list((empty_home / "documents").iterdir()) == []
    asked = run_command("ask", "Which recommendations about mediation were agreed?", "--json", home=empty_home)
    assert "hmp-send-2019-01-18" not in asked.stdout
    again = run_command("ingest", str(documents), "--json", home=empty_home)
    assert [report["outcome"] for report in json.loads(again.stdout)] == ["read", "unchanged"]
