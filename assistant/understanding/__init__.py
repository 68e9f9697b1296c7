"""From the words of a question to a query plan, without a language model."""
