"""Generated action plans with known truth: seeded, in the forms that real plans have taken, damaged by choice."""
