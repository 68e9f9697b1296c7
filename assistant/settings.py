"""The program's settings: one frozen object, read at the edge and passed down as plain arguments.

Each setting is an environment variable, ``ACTION_PLANS_`` and its name in capitals. A ``.env`` file in the checkout and
one in the current folder are read too; the latter wins over the former, and the environment over both.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from dotenv import dotenv_values
from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from ingest.errors import BadRequest

PREFIX = "ACTION_PLANS_"
CHECKOUT = Path(__file__).resolve().parent.parent
ENV_FILES = (CHECKOUT / ".env", Path(".env"))


class Settings(BaseSettings):
    """All settings; a field's description is what ``action-plans settings`` and the README say of it."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_file=ENV_FILES, env_ignore_empty=True, extra="ignore", frozen=True
    )

    home: Path = Field(
        default=CHECKOUT / "data",
        description="Folder of the register and the index; made if it isn't there.",
    )
    model: Path | None = Field(
        default=None,
        description="Folder of a sentence-transformers model that embeds rows and questions; "
        "unset: all-MiniLM-L6-v2 from its package.",
    )
    as_of: date | None = Field(
        default=None,
        description="Day (YYYY-MM-DD) for which statuses are worked out when neither a question nor --as-of says one; "
        "unset: today.",
    )
    host: str = Field(default="127.0.0.1", description="Address that the web app listens on.")
    port: int = Field(default=8000, ge=1, le=65535, description="Port of the web app.")
    language_model_url: str | None = Field(
        default=None,
        pattern=r"^https?://[^\s@]+$",
        description="Address of an OpenAI-compatible endpoint, up to and with /v1; unset: no language model is used.",
    )
    language_model_name: str | None = Field(
        default=None, description="Name of the model at that endpoint; needed where the address is set."
    )
    language_model_key: SecretStr = Field(
        default=SecretStr(""), description="Key that the endpoint asks for; unset where it asks for none."
    )
    language_model_seconds: float = Field(
        default=20.0,
        gt=0,
        le=600,
        description="Seconds that the language model has for one answer, all its calls together; then rules answer.",
    )
    language_model_plans: bool = Field(
        default=False, description="Whether the language model proposes the query plan of a question."
    )
    language_model_phrases: bool = Field(
        default=False, description="Whether the language model words the beginning of an answer."
    )

    @property
    def register_file(self) -> Path:
        """The register's file."""
        return self.home / "register.sqlite"


@dataclass(frozen=True, slots=True)
class SettingLine:
    """A setting as it is listed: its variable, its value in words (secrets masked, "" unset) and its meaning."""

    variable: str
    value: str
    meaning: str


def load_settings() -> Settings:
    """The settings from the environment and the .env files.

    Raises BadRequest, naming the variable, for a value that cannot be understood.
    """
    try:
        return Settings()
    except ValidationError as error:
        first = error.errors()[0]
        variable = PREFIX + str(first["loc"][0]).upper()
        raise BadRequest(
            f"The setting {variable} is {first['input']!r}: {first['msg']}; correct it or unset it"
        ) from error


def setting_lines(settings: Settings) -> tuple[SettingLine, ...]:
    """Every setting, in the order of its declaration."""
    lines = []
    for name, field in type(settings).model_fields.items():
        value = getattr(settings, name)
        if isinstance(value, SecretStr):
            shown = "(set, not shown)" if value.get_secret_value() else ""
        else:
            shown = "" if value is None else str(value)
        lines.append(SettingLine(PREFIX + name.upper(), shown, field.description or ""))
    return tuple(lines)


def unknown_variables() -> tuple[str, ...]:
    """Variables with the prefix that are no setting (a slip of the pen, most likely), sorted."""
    names = {name.upper() for name in os.environ}
    for file in ENV_FILES:
        names.update(name.upper() for name in dotenv_values(file))
    known = {PREFIX + name.upper() for name in Settings.model_fields}
    return tuple(sorted(name for name in names if name.startswith(PREFIX) and name not in known))
