"""How an item of a plan's earlier versions differed from the version after each."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from ingest.records import EarlierVersion, EarlierWords, HistoryField, Item, Plan


def earlier_versions(versions: Sequence[Plan], now: Plan, rec_no: str) -> tuple[EarlierVersion, ...]:
    """What each earlier version (oldest first) said of an item where the one after it says something else."""
    return tuple(
        EarlierVersion(document=before.source, differences=_differences(_item(before, rec_no), _item(after, rec_no)))
        for before, after in pairwise((*versions, now))
    )


def _item(plan: Plan, rec_no: str) -> Item | None:
    return next((item for item in plan.items if item.rec_no == rec_no), None)


def _words(item: Item) -> dict[HistoryField, str]:
    return {
        HistoryField.TEXT: item.text,
        HistoryField.AGREEMENT: item.agreement.value.replace("_", " ") if item.agreement else "",
        HistoryField.RESPONSE: item.response,
        HistoryField.RESPONSIBLE_OWNER: "; ".join(item.responsible_owner),
        HistoryField.TARGET_DATES: "; ".join(item.target_dates),
    }


def _differences(before: Item | None, after: Item | None) -> tuple[EarlierWords, ...]:
    if before is None or after is None:
        if before is after:
            return ()
        texts = [item.text if item else "" for item in (before, after)]
        return (EarlierWords(field=HistoryField.ITEM, before=texts[0], after=texts[1]),)
    old, new = _words(before), _words(after)
    return tuple(
        EarlierWords(field=field, before=old[field], after=new[field]) for field in old if old[field] != new[field]
    )
