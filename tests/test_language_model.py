"""The client of a language model against real servers that play slow and broken ones, and the prompts it is given."""

from __future__ import annotations

import asyncio
import hashlib
import json
import socket
import subprocess
import sys
from pathlib import Path
from time import perf_counter

import pytest
from conftest import ROOT, run_command
from scripted_models import BROKEN, SLOW, Play, saying, serving

from assistant.by_model.prompts import PromptUnusable, read_prompt
from assistant.language_model import Budget, LanguageModel, LanguageModelFailed
from ingest.errors import BadRequest


def reply(play: Play, seconds: float = 10.0) -> str:
    with serving(play) as server:
        return LanguageModel(server.url, "tiny", "").reply("Say hello.", "{}", Budget(seconds), most_tokens=5)


def test_a_reply_comes_back_without_its_thoughts() -> None:
    assert reply(saying("<think>Shall I?</think>\nHello.\n")) == "Hello."


@pytest.mark.parametrize("name", sorted(BROKEN))
def test_a_broken_model_is_one_error_in_our_own_words(name: str) -> None:
    with pytest.raises(LanguageModelFailed, match=r"^its (?:endpoint|reply) [\w ,]+$"):
        reply(BROKEN[name])


@pytest.mark.parametrize("name", sorted(SLOW))
def test_a_slow_model_is_left_when_its_time_is_over(name: str) -> None:
    start = perf_counter()
    with pytest.raises(LanguageModelFailed, match=r"did not reply within 0\.5 seconds"):
        reply(SLOW[name], seconds=0.5)
    assert perf_counter() - start < 2


def test_a_model_that_is_down_is_said_to_be() -> None:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        model = LanguageModel(f"http://127.0.0.1:{held.getsockname()[1]}/v1", "tiny", "")
        with pytest.raises(LanguageModelFailed, match="could not be reached"):
            model.reply("", "{}", Budget(10), most_tokens=5)


def test_no_call_is_made_without_time_and_none_is_made_again() -> None:
    with serving(BROKEN["server error"]) as server:
        model = LanguageModel(server.url, "tiny", "")
        budget = Budget(1e-9)
        with pytest.raises(LanguageModelFailed, match="no time"):
            model.reply("", "{}", budget, most_tokens=5)
        assert server.requests == []
        with pytest.raises(LanguageModelFailed, match="500"):
            model.reply("", "{}", Budget(10), most_tokens=5)
        assert len(server.requests) == 1


def test_a_running_event_loop_is_no_hindrance() -> None:
    async def within() -> str:
        return reply(saying("Hello."))

    assert asyncio.run(within()) == "Hello."


def test_other_programs_variables_are_not_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("OPENAI_API_KEY", "OPENAI_ORG_ID", "OPENAI_PROJECT_ID"):
        monkeypatch.setenv(name, "somebody-elses")
    monkeypatch.setenv("OPENAI_CUSTOM_HEADERS", "X-Mine: somebody-elses")
    monkeypatch.setenv("OPENAI_BASE_URL", "http://127.0.0.1:9/v1")
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    with serving(saying("Hello.")) as server:
        LanguageModel(server.url, "tiny", "our-key").reply("Say hello.", '{"a": 1}', Budget(10), most_tokens=5)
        LanguageModel(server.url, "tiny", "").reply("Say hello.", '{"a": 1}', Budget(10), most_tokens=5)
        first, second = server.requests
    assert "somebody-elses" not in str(first.headers) + str(second.headers)
    assert (first.headers["Authorization"], second.headers["Authorization"]) == ("Bearer our-key", "Bearer none")
    assert first.asked["messages"] == [
        {"role": "system", "content": "Say hello."},
        {"role": "user", "content": '{"a": 1}'},
    ]
    assert (first.asked["model"], first.asked["max_tokens"], first.asked["temperature"]) == ("tiny", 5, 0.0)


def test_prompts_are_known_by_the_hash_of_their_file() -> None:
    for path in sorted((ROOT / "prompts").iterdir()):
        assert path.suffix == ".txt"
        assert read_prompt(path.stem).sha256 == hashlib.sha256(path.read_bytes()).hexdigest()


def test_placeholders_of_a_prompt_are_exactly_those_filled_in(tmp_path: Path) -> None:
    (tmp_path / "one.txt").write_text('Say $word, {"braces": 1}, for $$5.', encoding="utf-8")
    prompt = read_prompt("one", tmp_path)
    assert prompt.filled(word="$this") == 'Say $this, {"braces": 1}, for $5.'
    with pytest.raises(PromptUnusable, match=r"\$word; expected are none"):
        prompt.filled()
    with pytest.raises(PromptUnusable, match=r"\$word; expected are \$more, \$word"):
        prompt.filled(word="a", more="b")
    (tmp_path / "two.txt").write_text("For $5.", encoding="utf-8")
    with pytest.raises(PromptUnusable, match=r"begins no placeholder"):
        read_prompt("two", tmp_path).filled()
    with pytest.raises(PromptUnusable, match="three"):
        read_prompt("three", tmp_path)


def test_nothing_of_a_language_model_is_imported_unless_set(home: Path) -> None:
    code = (
        "import sys; from pathlib import Path\n"
        "from assistant.engine import Engine; from assistant.settings import Settings\n"
        f"engine = Engine.open(Settings(home=Path({str(home)!r})))\n"
        "engine.ask('Which actions on interpreters are overdue?')\n"
        "print([m for m in sys.modules if m.startswith(('llama_index.llms', 'openai', 'httpx', 'assistant.by_model'))])"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, encoding="utf-8", check=True)
    assert done.stdout.strip() == "[]"


def test_an_address_without_a_model_is_refused_in_one_line(home: Path) -> None:
    done = run_command(
        "ask",
        "Who owns recommendation 6.5?",
        home=home,
        ACTION_PLANS_LANGUAGE_MODEL_URL="http://127.0.0.1:9/v1",
        ACTION_PLANS_LANGUAGE_MODEL_PLANS="true",
    )
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.count("\n") == 1
    assert "ACTION_PLANS_LANGUAGE_MODEL_NAME" in done.stderr


@pytest.mark.parametrize("url", ["file:///etc/passwd", "127.0.0.1/v1", "http://me:secret@host/v1"])
def test_only_addresses_of_the_web_without_secrets_in_them(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    from assistant.settings import load_settings

    monkeypatch.setenv("ACTION_PLANS_LANGUAGE_MODEL_URL", url)
    with pytest.raises(BadRequest, match="LANGUAGE_MODEL_URL"):
        load_settings()


def test_the_key_is_not_listed(monkeypatch: pytest.MonkeyPatch) -> None:
    from assistant.settings import load_settings, setting_lines

    monkeypatch.setenv("ACTION_PLANS_LANGUAGE_MODEL_KEY", "hunter2")
    assert "hunter2" not in json.dumps([line.value for line in setting_lines(load_settings())])
