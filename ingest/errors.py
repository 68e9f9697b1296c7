"""The errors that a user can meet, one tree.

ActionPlansError
├── DocumentRefused     a document that cannot be read as an action plan
├── NotHeld             a plan or an item that the register does not hold
├── RegisterUnusable    a register file that this version cannot open
├── IndexUnusable       an index that cannot be built or read
├── ModelUnusable       model weights that are missing or not the published ones
└── BadRequest          a filter, a date or a file of questions that cannot be understood

Every message is one line: what was found, what was expected, and what to do.
"""

# ruff: noqa: N818 - the names say what happened; they are the words that callers catch.


class ActionPlansError(Exception):
    """Something asked for could not be done; the message is written for the person who asked."""


class DocumentRefused(ActionPlansError):
    """A document that cannot be read as an action plan; nothing of it was stored."""


class NotHeld(ActionPlansError):
    """A plan or an item that the register does not hold."""


class RegisterUnusable(ActionPlansError):
    """A register file that is damaged, locked or of another schema version."""


class IndexUnusable(ActionPlansError):
    """An index that cannot be built or read."""


class ModelUnusable(ActionPlansError):
    """Model weights that are missing, or not the ones published."""


class BadRequest(ActionPlansError):
    """A filter, a date or a file of questions that cannot be understood."""
