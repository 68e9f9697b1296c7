"""Prompts: files of text in ``prompts/`` with ``$name`` placeholders, known by the hash of their bytes."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from string import Template

from ingest.errors import ActionPlansError

FOLDER = Path(__file__).resolve().parent.parent.parent / "prompts"


class PromptUnusable(ActionPlansError):  # noqa: N818 - named like the errors of its tree
    """A prompt file that is missing, or whose placeholders are not the ones that are filled in."""


@dataclass(frozen=True, slots=True)
class Prompt:
    """A prompt as it stands in its file; ``sha256`` (hexadecimal) is of the file's bytes."""

    name: str
    text: str
    sha256: str

    def filled(self, **values: str) -> str:
        """The text with every placeholder filled in.

        Raises:
            PromptUnusable: the placeholders of the file are not exactly the names given, or a ``$`` is not doubled.
        """
        template = Template(self.text)
        if not template.is_valid():
            raise PromptUnusable(f"The prompt {self.name} has a $ that begins no placeholder: write it as $$.")
        found = set(template.get_identifiers())
        if found != set(values):
            raise PromptUnusable(
                f"The prompt {self.name} has the placeholders {_named(found)}; expected are {_named(set(values))}: "
                "correct the file."
            )
        return template.substitute(values)


def read_prompt(name: str, folder: Path = FOLDER) -> Prompt:
    """The prompt ``prompts/{name}.txt``.

    Raises:
        PromptUnusable: there is no such file, or it is not text in UTF-8.
    """
    path = folder / f"{name}.txt"
    try:
        data = path.read_bytes()
        text = data.decode("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise PromptUnusable(f"The prompt {path} can't be read ({error}): restore it from the checkout.") from error
    return Prompt(name, text, sha256(data).hexdigest())


def _named(names: set[str]) -> str:
    return ", ".join(f"${name}" for name in sorted(names)) or "none"
