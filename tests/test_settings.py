"""Settings: where they are read from, that each is documented, and that no secret is shown."""

from __future__ import annotations

import json
import os
import re
from datetime import date
from pathlib import Path

import pytest
from conftest import ROOT, run_command
from pydantic import Field, SecretStr, ValidationError

from assistant.offline import GUARDS, stay_offline
from assistant.settings import PREFIX, Settings, load_settings, setting_lines, unknown_variables
from ingest.errors import BadRequest


@pytest.mark.parametrize("name", sorted(Settings.model_fields))
def test_every_setting_says_what_it_means(name: str) -> None:
    description = Settings.model_fields[name].description or ""
    assert len(description.split()) >= 4
    assert description.endswith(".")


def test_readme_names_every_setting_and_no_other() -> None:
    named = set(re.findall(rf"{PREFIX}[A-Z_]+", (ROOT / "README.md").read_text(encoding="utf-8")))
    assert named == {PREFIX + name.upper() for name in Settings.model_fields}


def test_defaults_need_no_environment(no_settings: Path) -> None:
    settings = load_settings()
    assert settings.home == ROOT / "data"
    assert settings.as_of is None
    assert settings.host == "127.0.0.1"


def test_environment_wins_over_env_file(no_settings: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (no_settings / ".env").write_text("ACTION_PLANS_PORT=9001\nACTION_PLANS_AS_OF=2025-09-01\nOTHER=1\n")
    monkeypatch.setenv("ACTION_PLANS_PORT", "9002")
    settings = load_settings()
    assert (settings.port, settings.as_of) == (9002, date(2025, 9, 1))


def test_an_empty_variable_is_no_setting(no_settings: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ACTION_PLANS_AS_OF", "")
    assert load_settings().as_of is None


def test_a_value_that_cannot_be_read_is_named(no_settings: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ACTION_PLANS_AS_OF", "soon")
    with pytest.raises(BadRequest, match="ACTION_PLANS_AS_OF is 'soon'"):
        load_settings()


def test_a_misspelt_setting_is_pointed_out(no_settings: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ACTION_PLANS_HOEM", "x")
    (no_settings / ".env").write_text("ACTION_PLANS_PROT=1\n")
    assert unknown_variables() == ("ACTION_PLANS_HOEM", "ACTION_PLANS_PROT")


def test_settings_are_frozen() -> None:
    with pytest.raises(ValidationError, match="frozen"):
        load_settings().port = 1  # type: ignore[misc]


def test_secrets_are_not_shown() -> None:
    class WithSecret(Settings):
        key: SecretStr = Field(default=SecretStr("hunter2"), description="A key.")

    assert "hunter2" not in repr(setting_lines(WithSecret()))


def test_command_lists_all_settings(tmp_path: Path) -> None:
    listed = json.loads(run_command("settings", "--json", home=tmp_path).stdout)
    assert [line["variable"] for line in listed] == [PREFIX + name.upper() for name in Settings.model_fields]
    assert listed[0]["value"] == str(tmp_path)
    text = run_command("settings", home=tmp_path).stdout
    assert all(line["variable"] in text for line in listed)


def test_command_refuses_a_wrong_setting_in_one_line(tmp_path: Path) -> None:
    done = run_command("settings", home=tmp_path, ACTION_PLANS_PORT="none")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.count("\n") == 1
    assert "ACTION_PLANS_PORT" in done.stderr


def test_guards_are_set_whatever_the_environment_says(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_HUB_OFFLINE", "0")
    stay_offline()
    assert all(os.environ[name] == value for name, value in GUARDS)
