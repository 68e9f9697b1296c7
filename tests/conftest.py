"""What the tests share: the sample plans, a register and an index of them, and a browser where there is one."""

from __future__ import annotations

import io
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from assistant import settings
from assistant.cli import main
from assistant.offline import stay_offline
from assistant.settings import Settings
from assistant.vocabulary import Vocabulary, read_vocabulary
from ingest.register import Register

if TYPE_CHECKING:
    from playwright.sync_api import Browser

# Before any library reads its environment, and so that nobody's own settings or register reach the tests.
stay_offline()
REQUIRE_BROWSER = "ACTION_PLANS_REQUIRE_BROWSER"
for _name in [name for name in os.environ if name.startswith("ACTION_PLANS_") and name != REQUIRE_BROWSER]:
    del os.environ[_name]

ROOT = Path(__file__).resolve().parent.parent
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")

RunCli = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture(scope="session")
def plans_folder() -> Path:
    """The folder of the sample plans."""
    return ROOT / "data" / "plans"


@pytest.fixture(scope="session")
def vocabulary(home: Path) -> Vocabulary:
    """The names in the sample plans."""
    with Register.open(home / "register.sqlite") as register:
        return read_vocabulary(register.plans(), register.abbreviations())


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory, plans_folder: Path) -> Path:
    """A home with both sample plans in the register and in the index; tests only read it."""
    home = tmp_path_factory.mktemp("home")
    done = run_command("ingest", str(plans_folder), home=home)
    assert done.returncode == 0, done.stderr
    return home


@pytest.fixture
def empty_home(home: Path, tmp_path: Path) -> Path:
    """A home with no plans, but with the model and the embeddings at hand, so that ingesting the samples is quick."""
    empty = tmp_path / "empty-home"
    shutil.copytree(home, empty, ignore=shutil.ignore_patterns("index", "register.sqlite*"))
    return empty


@pytest.fixture
def cli(home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> RunCli:
    """Runs ``action-plans`` over the sample plans, in a folder of its own and, being quicker, in this process."""

    def run(*arguments: str, given: str = "") -> subprocess.CompletedProcess[str]:
        monkeypatch.setattr(sys, "argv", ["action-plans", *arguments])
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(given.encode()), encoding="utf-8"))
        monkeypatch.setenv("ACTION_PLANS_HOME", str(home))
        monkeypatch.chdir(tmp_path)
        capsys.readouterr()
        with pytest.raises(SystemExit) as end:
            main()
        printed = capsys.readouterr()
        code = end.value.code
        assert code is None or isinstance(code, int)
        return subprocess.CompletedProcess(arguments, code or 0, printed.out, printed.err)

    return run


def run_command(*arguments: str, home: Path, cwd: Path = ROOT, **environment: str) -> subprocess.CompletedProcess[str]:
    """One run of ``action-plans`` in a process of its own; ``environment`` is set besides the home."""
    return subprocess.run(
        [sys.executable, "-m", "assistant.cli", *arguments],
        cwd=cwd,
        capture_output=True,
        encoding="utf-8",
        env={**os.environ, "ACTION_PLANS_HOME": str(home), "PYTHONPATH": str(ROOT), **environment},
        timeout=300,
        check=False,
    )


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of a Chromium or Chrome; without one the test is skipped, or fails where one is required."""
    for name in BROWSERS:
        if path := shutil.which(name):
            return path
    message = f"no Chromium or Chrome on this machine (looked for {', '.join(BROWSERS)})"
    if os.environ.get(REQUIRE_BROWSER):
        pytest.fail(f"{message}, and {REQUIRE_BROWSER} is set")
    pytest.skip(message)


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    """A browser for one module: while it runs, no test can run an asyncio loop of its own."""
    from browsing import launched

    with launched(chromium) as browser:
        yield browser


@pytest.fixture(scope="session")
def address(home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of ``action-plans serve`` over a copy of the home; tests may leave there what is not a plan."""
    from browsing import serving

    served = tmp_path_factory.mktemp("served") / "home"
    shutil.copytree(home, served)
    with serving(served) as address:
        yield address


@pytest.fixture
def no_settings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """No setting from the environment or a .env file; returns the current folder, which is empty."""
    for name in list(os.environ):
        if name.startswith("ACTION_PLANS_"):
            monkeypatch.delenv(name)
    monkeypatch.setitem(Settings.model_config, "env_file", (".env",))
    monkeypatch.setattr(settings, "ENV_FILES", (Path(".env"),))
    monkeypatch.chdir(tmp_path)
    return tmp_path
