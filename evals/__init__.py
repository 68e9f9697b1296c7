"""Questions with known answers, and the scores of the assistant on them."""
