"""Models that read, and what they are given to read."""
