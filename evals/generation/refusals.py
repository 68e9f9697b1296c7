"""What responses say where a recommendation is not, or only partly, agreed: one of the form's four reasons."""

from __future__ import annotations

import random

_NOT = (
    "This recommendation is not agreed for affordability reasons. The cost of the change cannot be met from within the "
    "current budget and no additional funding is available in this spending period.",
    "This recommendation is not agreed because of affordability. A bid for the money was turned down last year and the "
    "position will not change before the next spending review.",
    "This recommendation is not agreed for commissioning reasons. The service is bought under a national contract "
    "which the establishment cannot vary before it is let again.",
    "This recommendation is not agreed for policy reasons. What is asked goes beyond the national policy framework, "
    "which applies to all establishments in the same way.",
    "This recommendation is not agreed for operational reasons. The layout of the buildings and the present regime do "
    "not allow it to be delivered safely.",
)
_PARTLY = (
    "This recommendation is partly agreed for affordability reasons, as it can only be met in part from the current "
    "budget.",
    "This recommendation is partly agreed because of commissioning: part of what is asked is a matter for the "
    "commissioner.",
    "This recommendation is partly agreed for operational reasons, as it cannot be delivered in full at all times.",
    "This recommendation is partly agreed for policy reasons, as national policy allows only part of it.",
)


def refusal(rng: random.Random) -> str:
    """The whole response to a recommendation that is not agreed."""
    return rng.choice(_NOT)


def partly(rng: random.Random) -> str:
    """The first sentence of the response to a recommendation that is partly agreed."""
    return rng.choice(_PARTLY)
