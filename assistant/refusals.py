"""The four reasons for which a plan may refuse a recommendation, and the words by which a response gives them.

The four are the form's own: "this must state clearly whether this is due to commissioning, policy, operational or
affordability reasons" (table of terms of the plans of 2017 to 2021).
"""

from __future__ import annotations

# Beginnings of words, lower case, looked for anywhere in the response.
REFUSAL_STEMS: dict[str, tuple[str, ...]] = {
    "affordability": ("afford", "fund", "budget", "financial", "resourc", "costs", "cost of", "too costly"),
    "commissioning": ("commission", "contract", "procure"),
    "policy": ("policy", "policies", "legislat", "national framework", "psi ", "pso "),
    "operational": ("operational", "security", "staffing", "logistic", "regime", "facilities"),
}


def refusal_reasons(response: str) -> frozenset[str]:
    """Which of the four reasons the words of a response give."""
    words = response.lower()
    return frozenset(reason for reason, stems in REFUSAL_STEMS.items() if any(stem in words for stem in stems))
