"""The filters that ``search`` and ``export`` share: ten options, declared once, that become one record."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from inspect import signature

from assistant.commands.options import (
    Agreements,
    DueFrom,
    DueTo,
    Establishments,
    Groups,
    Owners,
    Plans,
    RecNos,
    Sections,
    Statuses,
)
from assistant.search_terms import RowFilters

_PLACE = "filters"


def row_filters(
    *,
    establishment: Establishments = None,
    owner: Owners = None,
    status: Statuses = None,
    agreement: Agreements = None,
    group: Groups = None,
    section: Sections = None,
    due_from: DueFrom = None,
    due_to: DueTo = None,
    plan: Plans = None,
    rec_no: RecNos = None,
) -> RowFilters:
    """The options as filters."""
    return RowFilters(
        establishments=establishment or (),
        owners=owner or (),
        statuses=status or (),
        agreements=agreement or (),
        groups=group or (),
        sections=section or (),
        due_from=due_from,
        due_to=due_to,
        plans=plan or (),
        rec_nos=rec_no or (),
    )


def with_row_filters(command: Callable[..., None]) -> Callable[..., None]:
    """The command as Typer is to see it: with the options of ``row_filters`` in the place of its ``filters``."""
    own, options = signature(command, eval_str=True), signature(row_filters, eval_str=True).parameters

    @wraps(command)
    def run(**given: object) -> None:
        filters = row_filters(**{name: given.pop(name) for name in options})  # type: ignore[arg-type]
        command(**given, filters=filters)

    parameters = [
        shown
        for name, parameter in own.parameters.items()
        for shown in (options.values() if name == _PLACE else [parameter])
    ]
    seen = own.replace(parameters=parameters)
    # Typer reads the one for names and defaults, the other for types.
    run.__signature__ = seen  # type: ignore[attr-defined]
    run.__annotations__ = {name: parameter.annotation for name, parameter in seen.parameters.items()}
    return run
