"""What a language model may do, where one is set up: propose a query plan, and word an answer. Code checks both."""
