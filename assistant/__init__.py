"""From the register to answers: index, query plan, evidence, answer, and the ways to reach them."""
