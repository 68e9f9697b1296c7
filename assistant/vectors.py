"""Arithmetic on vectors that all encoders and indexes share."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]


def use_one_blas_thread() -> None:
    """Let NumPy multiply matrices on one thread, from now on and in the whole process.

    The products of a question are small: a second thread was measured to save a millisecond on an idle machine and to
    cost seven on a busy one, where it waits. On one thread the last bits don't depend on the number of cores either.
    """
    threadpool_limits(limits=1, user_api="blas")


def normalised(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    """Vectors of length 1, along the last axis; a vector of zeros stays as it is."""
    lengths = np.linalg.norm(vectors, axis=-1, keepdims=True)
    return np.asarray(vectors / np.where(lengths == 0, 1, lengths), dtype=np.float32)
