"""An item as it is given whole: to ``show --json``, to scripts and to MCP clients."""

from __future__ import annotations

from ingest.records import Item
from ingest.register import Register


def shown_item(register: Register, plan_id: str, rec_no: str) -> Item:
    """An item with its history, where there is any; raises NotHeld, naming the plans held or the nearest numbers."""
    history = register.history(plan_id, rec_no)
    held = history if history.progress or history.versions else None
    return register.item(plan_id, rec_no).model_copy(update={"history": held})
