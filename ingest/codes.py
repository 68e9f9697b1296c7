"""The stable codes of the warnings that reading a plan can raise."""

from __future__ import annotations

from enum import StrEnum


class Code(StrEnum):
    """Why a warning was raised; scripts rely on the values, so a value is never renamed."""

    REC_NO_INFERRED = "rec-no-inferred"
    REC_NO_MISSING = "rec-no-missing"
    REC_NO_REPEATED = "rec-no-repeated"
    REC_NO_UNREADABLE = "rec-no-unreadable"
    COLUMNS_LOST = "columns-lost"
    CELLS_SLIPPED = "cells-slipped"
    TEXT_REPEATED = "text-repeated"
    TEXT_SET_ASIDE = "text-set-aside"
    TEXT_CUT_OFF = "text-cut-off"
    LOOK_ALIKES_MENDED = "look-alikes-mended"
    TEXT_STRUCK_OUT = "text-struck-out"
    DATES_NOT_PAIRED = "dates-not-paired"
    DATE_UNREADABLE = "date-unreadable"
    DATE_INFERRED = "date-inferred"
    DATE_STRUCK_OUT = "date-struck-out"
    DATE_MISSING = "date-missing"
    DATE_BEFORE_SUBMISSION = "date-before-submission"
    COMPLETED_WITH_FUTURE_DATE = "completed-with-future-date"
    OWNERS_RUN_TOGETHER = "owners-run-together"
    OWNER_MISSING = "owner-missing"
    AGREEMENT_UNCLEAR = "agreement-unclear"
    AGREEMENT_CONTRADICTED = "agreement-contradicted"
    TOTALS_DIFFER = "totals-differ"
    HEAD_INFERRED = "head-inferred"
    HEAD_MISSING = "head-missing"
    HEAD_CONTRADICTED = "head-contradicted"
