"""The program's settings: one frozen object, read at the edge and passed down as plain arguments.

Each setting is an environment variable, ``ACTION_PLANS_`` and its name in capitals. A ``.env`` file in the checkout and
one in the current folder are read too; the latter wins over the former, and the environment over both.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path
from urllib.parse import urlsplit

from dotenv import dotenv_values
from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from ingest.errors import BadRequest

PREFIX = "ACTION_PLANS_"
CHECKOUT = Path(__file__).resolve().parent.parent
ENV_FILES = (CHECKOUT / ".env", Path(".env"))


class SignIn(StrEnum):
    """How people sign in to the web app."""

    NONE = "none"
    USERS = "users"
    OIDC = "oidc"


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
    sign_in: SignIn = Field(
        default=SignIn.NONE,
        description="How people sign in to the web app: none (served to this machine only), users (names and passwords "
        "kept by 'action-plans users') or oidc (an OpenID Connect provider).",
    )
    sign_in_hours: float = Field(
        default=8.0, gt=0, le=720, description="Hours after which people have to sign in again; 8 if unset."
    )
    public_url: str | None = Field(
        default=None,
        pattern=r"^https?://[^\s/?#@]+/?$",
        description="Address under which people reach the web app (https://plans.example), needed to serve to other "
        "machines; requests for any other host are refused.",
    )
    oidc_issuer: str | None = Field(
        default=None,
        pattern=r"^https?://[^\s?#@]+$",
        description="Issuer of the OpenID Connect provider: its address without /.well-known/openid-configuration.",
    )
    oidc_client_id: str | None = Field(default=None, description="Name of this program at that provider.")
    oidc_client_secret: SecretStr = Field(
        default=SecretStr(""), description="Secret of this program at that provider; unset where it gives none."
    )
    oidc_scope: str = Field(
        default="openid profile email", description="Scopes asked of the provider, with blanks between."
    )
    oidc_name_claim: str = Field(
        default="preferred_username",
        description="Claim of the provider's token that names a person: one that is unique and that nobody can change "
        "for themselves.",
    )
    oidc_role_claim: str = Field(
        default="roles", description="Claim of the provider's token that says what a person may do: a value or a list."
    )
    oidc_editors: str = Field(
        default="", description="Values of that claim, with commas between, that make an editor; unset: no one is one."
    )
    oidc_readers: str = Field(
        default="",
        description="Values of that claim, with commas between, that make a reader; unset: everyone whom the provider "
        "signs in.",
    )
    requests_a_minute: int = Field(
        default=120,
        ge=1,
        description="Pages, searches, questions and calls of the API that a person who signed in may ask for in a "
        "minute; a question in the chat takes about two.",
    )
    upload_megabytes: int = Field(
        default=20, ge=1, le=1000, description="Megabytes that a document added in the web app may have."
    )
    upload_files: int = Field(
        default=10, ge=1, le=100, description="Number of documents that may be added in the web app at one time."
    )
    log_asked: bool | None = Field(
        default=None,
        description="Whether the web app logs who asked what and which rows were shown, in asked.jsonl in the home; "
        "unset: where people sign in.",
    )
    log_megabytes: float = Field(
        default=10.0, gt=0, description="Megabytes at which that log is put aside; five such files are kept."
    )
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

    @property
    def people_file(self) -> Path:
        """The file of the users and of the people signed in."""
        return self.home / "people.sqlite"

    @property
    def asked_file(self) -> Path:
        """The log of who asked what."""
        return self.home / "asked.jsonl"

    @property
    def logs_asked(self) -> bool:
        """Whether who asked what is logged."""
        return self.log_asked if self.log_asked is not None else self.sign_in is not SignIn.NONE

    @property
    def over_https(self) -> bool:
        """Whether people reach the web app by HTTPS."""
        return (self.public_url or "").startswith("https://")

    @property
    def public_host(self) -> str | None:
        """The name, without its port, of the host under which people reach the web app."""
        return urlsplit(self.public_url).hostname if self.public_url else None


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
