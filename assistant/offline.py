"""Keeps the libraries below at home: no telemetry, no look-up of an outside host, no download at run time.

They read these variables when they are imported, so :func:`stay_offline` has to run before any of them is: the command
line calls it first of all, and so do the tests.
"""

from __future__ import annotations

import os

GUARDS = (
    ("HF_HUB_OFFLINE", "1"),
    ("HF_HUB_DISABLE_TELEMETRY", "1"),
    ("HF_HUB_DISABLE_IMPLICIT_TOKEN", "1"),
    ("TRANSFORMERS_OFFLINE", "1"),
    ("GRADIO_ANALYTICS_ENABLED", "False"),
    ("ANONYMIZED_TELEMETRY", "False"),  # Chroma's
    ("OTEL_SDK_DISABLED", "true"),
    ("DO_NOT_TRACK", "1"),
    # Not a guard of the network: the tokenizers warn on the console when a process with their threads forks.
    ("TOKENIZERS_PARALLELISM", "false"),
)


def stay_offline() -> None:
    """Set every guard, whatever the environment says: staff networks must see no stray request."""
    for name, value in GUARDS:
        os.environ[name] = value
