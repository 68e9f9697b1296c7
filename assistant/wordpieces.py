"""Text as the embedder's wordpieces, and the words they are pieces of."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from tokenizers import Encoding, Tokenizer


@dataclass(frozen=True, slots=True)
class Piece:
    """A wordpiece: its token in the vocabulary, the characters [start, end) it stands for, and its word.

    ``place`` is its place among all that the model reads, the marks at the ends counted. ``word`` numbers the words of
    the text from 0; ``word_text`` is the whole word, in lower case.
    """

    place: int
    token: int
    start: int
    end: int
    word: int
    word_text: str


class Wordpieces:
    """The tokenizer of a model, cut at the length that the model reads."""

    def __init__(self, tokenizer_json: Path, max_length: int) -> None:
        self._tokenizer = Tokenizer.from_file(str(tokenizer_json))
        self._tokenizer.no_padding()
        # The file of all-MiniLM-L6-v2 cuts at 128 and pads to 128, while the model is published for 256.
        self._tokenizer.no_truncation()
        self.limit = max_length - self._tokenizer.num_special_tokens_to_add(is_pair=False)
        self._whole = Tokenizer.from_str(self._tokenizer.to_str())
        self._tokenizer.enable_truncation(max_length)

    @property
    def vocabulary_size(self) -> int:
        """The number of tokens that there are."""
        return self._tokenizer.get_vocab_size(with_added_tokens=True)

    def count(self, text: str) -> int:
        """The wordpieces of the whole text, without the marks at its ends."""
        return len(self._whole.encode(text, add_special_tokens=False).ids)

    def encode(self, text: str) -> Encoding:
        """What the model reads: at most ``max_length`` tokens, the marks at the ends among them."""
        return self._tokenizer.encode(text)

    def pieces(self, text: str) -> tuple[Piece, ...]:
        """The wordpieces that the model reads, without the marks at the ends."""
        encoding = self.encode(text)
        words = encoding.word_ids
        spans: dict[int, tuple[int, int]] = {}
        for (start, end), word in zip(encoding.offsets, words, strict=True):
            if word is not None:
                first, last = spans.get(word, (start, end))
                spans[word] = (min(first, start), max(last, end))
        return tuple(
            Piece(place, token, start, end, word, text[slice(*spans[word])].lower())
            for place, (token, (start, end), word) in enumerate(zip(encoding.ids, encoding.offsets, words, strict=True))
            if word is not None
        )
