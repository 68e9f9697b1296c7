"""Learning an adapter of the embedder from queries and the rows that answer them.

Both ways in which the index sets a query beside a row are learned at once: the cosine of the sentence vectors, and
MaxSim over the vectors of wordpieces. Of the rows in a batch each query's own is to be the likeliest (InfoNCE: van den
Oord et al. 2018, arXiv:1807.03748, section 2.3); what a vector was before is held to, so that words which no pair has
keep their meaning.
"""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import torch
from sentence_transformers import SentenceTransformer
from torch.nn import functional
from torch.nn.utils import parametrize

from assistant.adapter import DOWN, UP, encoder_of
from assistant.stop_words import is_stop_word
from evals.bank import Subject

RANK: Final = 8
EPOCHS: Final = 4
BATCH: Final = 48
RATE: Final = 1e-3
"""Greatest learning rate; it rises over the first steps and falls in a line to a twentieth."""

HELD_EVERY: Final = 8
"""One subject in so many is held out, to see what is learned for subjects that were not shown."""

_LONGEST: Final = 96
"""Wordpieces of a row that are read."""

_WARM_UP: Final = 30
_LAST_RATE: Final = 0.05
_DENSE_TEMPERATURE: Final = 0.05
_MAXSIM_TEMPERATURE: Final = 0.04
_BACKWARD: Final = 0.5
"""Weight of choosing the query for a row beside the row for a query."""

_KEEP: Final = 1.5
"""Weight of staying where the published vectors are."""

_STOP_WEIGHT: Final = 0.05
_AREA: Final = 60
"""Subjects of one area stand together in the file: every other round, batches are of about one area, whose rows are
hardest to tell apart."""

_FEWEST: Final = 16
"""Queries without which a batch has too few rows to choose from."""


class _LowRank(torch.nn.Module):
    """W + B A in place of a weight W, (out, in)."""

    def __init__(self, weight: torch.Tensor) -> None:
        super().__init__()
        rows, columns = weight.shape
        self.down = torch.nn.Parameter(torch.randn(RANK, columns) / math.sqrt(columns))
        self.up = torch.nn.Parameter(torch.zeros(rows, RANK))

    def forward(self, weight: torch.Tensor) -> torch.Tensor:
        return weight + self.up @ self.down


@dataclass(frozen=True, slots=True)
class _Encoded:
    """Texts as vectors of length 1: ``sentences`` (texts, d), ``tokens`` (texts, pieces, d); ``weights`` (texts,
    pieces) are 0 for padding and for the marks at the ends."""

    sentences: torch.Tensor
    tokens: torch.Tensor
    weights: torch.Tensor


@dataclass(frozen=True, slots=True)
class Told:
    """How well queries of held-out subjects find a row of theirs among all rows held out.

    ``reciprocal`` is the mean reciprocal rank of the subject, ``first`` the part that stand first, both 0 to 1.
    """

    reciprocal: float
    first: float


class AdapterTraining:
    """A model whose linear layers are being adapted."""

    def __init__(self, model: SentenceTransformer, subjects: Sequence[Subject]) -> None:
        torch.manual_seed(1)
        self._random = random.Random(1)  # noqa: S311 - the same order each time, not a secret one
        self._tokenizer = model.tokenizer
        self._encoder = encoder_of(model).eval()
        for parameter in self._encoder.parameters():
            parameter.requires_grad = False
        self._layers: dict[str, _LowRank] = {}
        for name, module in list(self._encoder.named_modules()):
            if isinstance(module, torch.nn.Linear) and "encoder.layer" in name:
                self._layers[name] = _LowRank(module.weight)
                parametrize.register_parametrization(module, "weight", self._layers[name])
        self._train = [s for n, s in enumerate(subjects) if n % HELD_EVERY]
        self._held = [s for n, s in enumerate(subjects) if n % HELD_EVERY == 0]
        self._idf = self._rarity([row for subject in subjects for row in subject.rows])
        self._published: dict[str, torch.Tensor] = {}

    @property
    def steps(self) -> int:
        """About how many steps of learning there are."""
        return EPOCHS * sum(len(subject.queries) for subject in self._train) // BATCH

    def loss(self) -> float:
        """The mean loss of a round over the subjects that are learned from, the same each time; lower is better."""
        with torch.no_grad():
            batches = self._batches(random.Random(0), mixed=True)  # noqa: S311 - the same batches each time
            losses = [self._loss(batch).item() for batch in batches]
        return sum(losses) / len(losses)

    def learn(self, progress: Callable[[int], None], epochs: int = EPOCHS) -> None:
        """So many rounds; ``progress`` is told the steps done."""
        parameters = [p for layer in self._layers.values() for p in layer.parameters()]
        optimiser = torch.optim.AdamW(parameters, lr=RATE, weight_decay=0.01)
        done = 0
        for epoch in range(epochs):
            for batch in self._batches(self._random, mixed=bool(epoch % 2)):
                rate = RATE * min(1.0, (done + 1) / _WARM_UP) * max(_LAST_RATE, 1 - done / self.steps)
                for group in optimiser.param_groups:
                    group["lr"] = rate
                loss = self._loss(batch)
                optimiser.zero_grad()
                loss.backward()  # type: ignore[no-untyped-call]
                optimiser.step()
                done += 1
                progress(done)

    def tell(self) -> Told:
        """The figures of the subjects held out."""
        with torch.no_grad():
            rows = [self._encode(subject.rows) for subject in self._held]
            ranks: list[int] = []
            for place, subject in enumerate(self._held):
                queries = self._encode(subject.queries)
                scores = torch.stack([_score(queries, own).amax(1) for own in rows], 1)
                ranks += ((scores > scores[:, place : place + 1]).sum(1) + 1).tolist()
        return Told(sum(1 / rank for rank in ranks) / len(ranks), sum(rank == 1 for rank in ranks) / len(ranks))

    def weights(self) -> Mapping[str, torch.Tensor]:
        """What was learned, as ``assistant.adapter`` reads it: float16."""
        return {
            f"{name}.{end}": value.detach().to(torch.float16).contiguous()
            for name, layer in self._layers.items()
            for end, value in ((DOWN, layer.down), (UP, layer.up))
        }

    def _batches(self, chance: random.Random, *, mixed: bool) -> Iterator[list[tuple[str, str]]]:
        """Queries, each with a row that answers it; a subject stands in a batch once."""
        left = [(place, query) for place, subject in enumerate(self._train) for query in subject.queries]
        chance.shuffle(left)
        if not mixed:
            left.sort(key=lambda pair: pair[0] // _AREA + chance.random() * 2.5)
        while len(left) >= _FEWEST:
            batch: dict[int, str] = {}
            rest: list[tuple[int, str]] = []
            for n, (place, query) in enumerate(left):
                if len(batch) == BATCH:
                    rest += left[n:]
                    break
                if place in batch:
                    rest.append((place, query))
                else:
                    batch[place] = query
            left = rest
            if len(batch) < _FEWEST:
                return
            yield [(query, chance.choice(self._train[place].rows)) for place, query in batch.items()]

    def _loss(self, batch: Sequence[tuple[str, str]]) -> torch.Tensor:
        texts = [query for query, _ in batch], [row for _, row in batch]
        before = [self._before(some) for some in texts]
        queries, rows = (self._encode(some) for some in texts)
        own = torch.arange(len(batch))
        dense = queries.sentences @ rows.sentences.T / _DENSE_TEMPERATURE
        maxsim = _maxsim(queries, rows) / _MAXSIM_TEMPERATURE
        kept = [(1 - (now.sentences * then).sum(-1)).mean() for now, then in zip((queries, rows), before, strict=True)]
        return (
            functional.cross_entropy(dense, own)
            + functional.cross_entropy(maxsim, own)
            + _BACKWARD * functional.cross_entropy(dense.T, own)
            + _KEEP * (kept[0] + kept[1])
        )

    def _encode(self, texts: Sequence[str]) -> _Encoded:
        given = self._tokenizer(list(texts), padding=True, truncation=True, max_length=_LONGEST, return_tensors="pt")
        hidden = self._encoder(**given).last_hidden_state
        mask = given["attention_mask"].float()
        mean = (hidden * mask[..., None]).sum(1) / mask.sum(1, keepdim=True)
        ids = given["input_ids"]
        special = torch.isin(ids, torch.tensor(self._tokenizer.all_special_ids))
        return _Encoded(
            functional.normalize(mean, dim=-1), functional.normalize(hidden, dim=-1), self._idf[ids] * ~special
        )

    def _before(self, texts: Sequence[str]) -> torch.Tensor:
        """The sentence vectors that the published weights give."""
        new = [text for text in texts if text not in self._published]
        if new:
            learned = [layer.up.detach().clone() for layer in self._layers.values()]
            with torch.no_grad():
                for layer in self._layers.values():
                    layer.up.zero_()
                self._published.update(zip(new, self._encode(new).sentences, strict=True))
                for layer, up in zip(self._layers.values(), learned, strict=True):
                    layer.up.copy_(up)
        return torch.stack([self._published[text] for text in texts])

    def _rarity(self, rows: Sequence[str]) -> torch.Tensor:
        """BM25's idf of every token over the rows; function words count for next to nothing, as in the index."""
        found = torch.zeros(len(self._tokenizer))
        for row in rows:
            found[list(set(self._tokenizer(row)["input_ids"]))] += 1
        idf = torch.log1p((len(rows) - found + 0.5) / (found + 0.5))
        for token, place in self._tokenizer.get_vocab().items():
            if is_stop_word(token):
                idf[place] = idf.max() * _STOP_WEIGHT
        return idf


def _maxsim(queries: _Encoded, rows: _Encoded) -> torch.Tensor:
    """The idf-weighted MaxSim of each query and row, (queries, rows)."""
    similarity = torch.einsum("qld,rmd->qrlm", queries.tokens, rows.tokens)
    best = similarity.masked_fill(rows.weights[None, :, None, :] == 0, -1).amax(-1)
    return (best * queries.weights[:, None, :]).sum(-1) / queries.weights.sum(1)[:, None]


def _score(queries: _Encoded, rows: _Encoded) -> torch.Tensor:
    """As the index ranks: MaxSim, and half the cosine."""
    return _maxsim(queries, rows) + 0.5 * queries.sentences @ rows.sentences.T
