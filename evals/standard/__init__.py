"""The standard run: all questions over the sample plans and a generated corpus, with baselines, in one command."""
