"""How often: a bucket of tokens for each person, or for each name that someone tries to sign in with.

Kept in memory: the app runs in one process, and a restart that forgives a minute does no harm.
"""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

_BUCKETS_KEPT: Final = 10_000


@dataclass(slots=True)
class _Bucket:
    tokens: float
    filled: float


class RateLimit:
    """At most ``at_once`` at once, and ``a_minute`` in the long run, for each key."""

    def __init__(self, a_minute: float, at_once: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._a_second = a_minute / 60
        self._at_once = at_once
        self._clock = clock
        self._buckets: dict[str, _Bucket] = {}
        self._lock = threading.Lock()

    def take(self, key: str) -> int:
        """Takes one of the key's tokens and says 0, or the whole seconds to wait until there is one."""
        with self._lock:
            bucket = self._filled(key)
            if bucket.tokens >= 1:
                bucket.tokens -= 1
                return 0
            return max(1, math.ceil((1 - bucket.tokens) / self._a_second))

    def forgive(self, key: str) -> None:
        """Fills the key's bucket again."""
        with self._lock:
            self._buckets.pop(key, None)

    def _filled(self, key: str) -> _Bucket:
        now = self._clock()
        bucket = self._buckets.get(key)
        if bucket is None:
            if len(self._buckets) >= _BUCKETS_KEPT:
                self._drop_full(now)
            bucket = self._buckets[key] = _Bucket(self._at_once, now)
        bucket.tokens = self._tokens(bucket, now)
        bucket.filled = now
        return bucket

    def _tokens(self, bucket: _Bucket, now: float) -> float:
        return min(self._at_once, bucket.tokens + (now - bucket.filled) * self._a_second)

    def _drop_full(self, now: float) -> None:
        """Drops the buckets that are full again; where none is, the oldest tenth, so that memory stays bounded."""
        full = [key for key, bucket in self._buckets.items() if self._tokens(bucket, now) >= self._at_once]
        for key in full or list(self._buckets)[: _BUCKETS_KEPT // 10]:
            del self._buckets[key]
