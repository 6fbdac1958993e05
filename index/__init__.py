"""Articles in, ranked passages out. Knows nothing of answers, chat or language models."""
