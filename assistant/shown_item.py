"""An item as it is given whole: to ``show --json``, to scripts and to MCP clients."""

from __future__ import annotations

from ingest.records import Item, ItemHistory
from ingest.register import Register


class ShownItem(Item):
    """An item with what was reported of it, and what earlier versions of its plan said."""

    history: ItemHistory


def shown_item(register: Register, plan_id: str, rec_no: str) -> ShownItem:
    """An item with its history; raises NotHeld, naming the plans held or the nearest numbers."""
    return ShownItem(**dict(register.item(plan_id, rec_no)), history=register.history(plan_id, rec_no))
