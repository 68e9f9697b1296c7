"""What the routes of the web app work with, handed to each of them when the app is made."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from assistant.engine import Engine
from assistant.knowledge import Knowledge
from assistant.settings import Settings
from assistant.web.asked_log import AskedLog
from ingest.register import Register


@dataclass(frozen=True, slots=True)
class Site:
    """An open engine, which answers and holds the register for reading, and the settings.

    Whoever writes opens a register of their own (``write``): the engine's connection is shared by all threads.
    """

    engine: Engine
    settings: Settings = field(default_factory=Settings)

    @property
    def register(self) -> Register:
        """The register, for reading."""
        return self.engine.register

    @property
    def knowledge(self) -> Knowledge:
        """What is known of the register as it stands now."""
        return self.engine.knowledge

    @property
    def asked_log(self) -> AskedLog:
        """The log of who asked what: whatever answers or lists rows says so there."""
        return AskedLog.of(self.settings)

    def today(self) -> date:
        """The day of statuses where the address of a page names none."""
        return self.settings.as_of or date.today()

    def write(self) -> Register:
        """The register opened anew, to write to; close it afterwards (it is a context manager)."""
        return Register.open(self.register.path)
