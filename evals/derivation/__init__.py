"""Questions whose answers are known by construction, because the plans they are asked of were generated."""
