"""English function words: they say how a topic is put, not what it is about."""

from __future__ import annotations

from typing import Final

# Closed classes of English (articles, pronouns, prepositions, conjunctions, auxiliaries, question words), which no
# corpus of plans is large enough to show to be common: "any" stands in few action plans and in many questions.
_FUNCTION_WORDS: Final = """
a about above across after again against all along also although am among an and any anyone anything are around as
at be because been before being below beneath beside besides between beyond both but by can could did do does doing
done down during each either else ever every everyone everything few for from further had has have having he her
here hers herself him himself his how i if in inside instead into is it its itself just least less many may me might
mine more most much must my myself near neither never no nobody none nor not nothing now of off on once one only
onto or other others our ours ourselves out over own per rather re regarding shall she should since so some somebody
someone something still such than that the their theirs them themselves then there these they this those though
through throughout to together too toward towards under until unto up upon us very was we were what whatever when
where whether which while who whom whose why will with within without would yet you your yours yourself yourselves
s t d ll ve m
"""
_SET: Final = frozenset(_FUNCTION_WORDS.split())


def is_stop_word(word: str) -> bool:
    """Whether a word in lower case is a function word or has no letter or digit in it."""
    return word in _SET or not any(character.isalnum() for character in word)
