"""What is left of a question when its conditions are taken away: the topic."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import pairwise

from assistant.expansion import as_phrases, everyday_phrases, field_phrases, phrases_in
from assistant.row_words import stem
from assistant.understanding.reading import Reading, Word
from assistant.vocabulary import Vocabulary
from assistant.word_lists import listed_words


@lru_cache(maxsize=1)
def frame_words() -> frozenset[str]:
    """Words that carry a question and say nothing of its topic (``lexicon/frame_words.txt``)."""
    return listed_words("frame_words.txt")


@lru_cache(maxsize=1)
def lone_words() -> frozenset[str]:
    """Words that may be part of a topic but are none by themselves (``lexicon/lone_words.txt``)."""
    return listed_words("lone_words.txt")


_PHRASES = re.compile(
    r"\b(?:deal(?:ing|t)?\s+with|to\s+do\s+(?:with|about)|in\s+relation\s+to|with\s+regard\s+to|when\s+it\s+comes\s+to|as\s+regards|"
    r"in\s+terms\s+of|(?:is|was|has|have|are|were|had)\s+(?:been\s+|being\s+)?(?:done|said|promised|agreed|planned|happening|going\s+on)|"
    r"(?:being|be|get|getting)\s+done|tell\s+me|show\s+me|give\s+me|let\s+me\s+know|find\s+me|i\s+(?:want|need|would\s+like)(?:\s+to\s+know)?|"
    r"can\s+you|could\s+you|do\s+you\s+know|is\s+there|are\s+there|has\s+there|in\s+place|take\s+place|going\s+to|got\s+to|"
    r"(?:mention|talk|speak|say)(?:s|ed|ing)?\s+(?:anything\s+)?(?:of|about)|if\s+anything|at\s+all|from\s+the\s+(?:start|outset|beginning)|every\s+single(?:\s+one)?|so\s+far|to\s+date|right\s+now|"
    r"(?:which|what|any|all|other)\s+(?:of\s+the\s+)?(?:prisons|jails|establishments|sites)(?=\s+(?:have|has|had|are|were|did|do|made|said|say|promis)\w*|\s*\x01)|"
    r"the\s+(?:prison|jail|establishment)(?=\s+(?:say|said|says|do|does|did|doing|will|would|has|have|had|is|was|promis|commit|agree|"
    r"accept|plan|intend|respond|go|must|should)\w*)|in\s+charge\s+of|(?:accountable|answerable|on\s+the\s+hook)\s+for|at\s+the\s+moment|(?:have|has|had|play|plays|played)\s+(?:a|any|some)\s+(?:part|role|hand)(?:\s+in)?|(?:offer(?:s|ed)?\s+)?in\s+the\s+way\s+of|differ(?:s|ed|ing)?\s+(?:in|on|about|over)\s+(?:(?:what|how)\s+(?:they|each|it)\s+(?:\w+\s+)?(?:promis\w*|sa(?:y|id)|offer\w*|plan\w*|do|did|treat\w*)(?:\s+(?:on|about|for|to))?)?|what\s+(?:role|part)\s+(?:do|does|did|will)\s+\x01+\s+play(?:\s+in)?|look(?:ing)?\s+(?:at|into)|i'm\s+interested\s+in|sort\s+of|kind\s+of|a\s+list\s+of|(?:of\s+)?(?:the|all|its|their)\s+\d{1,3}(?=\s*\x01)|up\s+to(?=\W*$|\s+(?:on|about|with|regarding)\b)|as\s+well|(?:which|what|any)\s+work\s+(?:on|about|around)|how\s+(?:long|often|quickly|fast|soon|well|far)\s+(?:do|does|did|is|are|was|were|has|have|will|can|should))\b"
)


def hide_phrases(reading: Reading) -> None:
    """Keeps from the readers of conditions what is the topic's: in "care plans" no plan is meant, in "first night" no
    first item. Phrases without a word of the question's own stay in sight: they may be an owner's name."""
    words = reading.free_words()
    for first, end in phrases_in([word.text.lower() for word in words]):
        phrase = words[first:end]
        together = all(_adjoin(reading, left, right) for left, right in pairwise(phrase))
        if together and any(stem(word.text.lower()) and word.text.lower() in frame_words() for word in phrase):
            reading.hide(phrase[0].start, phrase[-1].end)


@lru_cache(maxsize=4)
def _named_in(vocabulary: Vocabulary) -> frozenset[tuple[str, ...]]:
    """The long forms of abbreviations and the owners' names."""
    owners = [name for names in vocabulary.owners.values() for name in names]
    return as_phrases([*(abbreviation.long for abbreviation in vocabulary.abbreviations), *owners])


def read_topic(reading: Reading, vocabulary: Vocabulary) -> str | None:
    """The topic: the free words from the first to the last that mean something, None if none does.

    Words inside are kept even where they are small ("use of force"); the question's frame is cut off at both ends and
    wherever a condition was taken out of the middle.
    """
    reading.take_all(_PHRASES)
    reading.reveal()
    frame = frame_words()
    words = reading.free_words()

    def is_frame(word: Word) -> bool:
        return word.text.lower().removesuffix("'s") in frame

    runs: list[list[Word]] = []
    for word in words:
        if runs and _adjoin(reading, runs[-1][-1], word):
            runs[-1].append(word)
        else:
            runs.append([word])
    parts: list[str] = []
    is_topic = False
    preamble = _preamble(reading)
    if any(not is_frame(word) for run in runs for word in run if word.start >= preamble):
        runs = [run for run in runs if run[0].start >= preamble]
    for run in runs:
        # "Key work", "time out of cell", "the block", "... Review Group": some words elsewhere are the question's own.
        said = [word.text.lower() for word in run]
        known = (field_phrases(), everyday_phrases(), _named_in(vocabulary))
        kept = {n for phrases in known for first, end in phrases_in(said, phrases) for n in range(first, end)}
        own = [place for place, word in enumerate(run) if place in kept or not is_frame(word)]
        is_topic = is_topic or bool(kept) or any(run[place].text.lower() not in lone_words() for place in own)
        if own:
            parts.append(reading.text[run[own[0]].start : run[own[-1]].end])
    # "How many recommendations did they receive?" has no topic.
    return " ".join(parts) if is_topic else None


# "I inspect health care. What did ...?"
_OF_ONESELF = re.compile(
    r"^\W*(?:hi|hello|hey)?\W*(?:i|i'm|i've|i'll|we|we're|we've|my|our)\b[^.!?]*[.!]\s+(?=\S)", re.IGNORECASE
)


def _preamble(reading: Reading) -> int:
    """Where the question begins after sentences that tell of whoever asks; 0 if there are none."""
    end = 0
    while match := _OF_ONESELF.match(reading.text[end:]):
        end += match.end()
    return end


def _adjoin(reading: Reading, left: Word, right: Word) -> bool:
    """Whether only blanks and light punctuation stand between two words (nothing that was taken)."""
    return not re.search(r"[^\s'\"(),;:-]", reading.lower[left.end : right.start])
