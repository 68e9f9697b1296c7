"""From rows to the text of an answer. Every number in a text is computed; every mark [n] has its citation."""
