"""Plans written as the kinds of documents that they are published in: what reading is tested and measured with."""
