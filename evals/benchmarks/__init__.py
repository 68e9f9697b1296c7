"""How fast the assistant is: ``python -m evals.benchmarks``."""
