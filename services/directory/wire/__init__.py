"""Bodies of the directory's requests and replies, by subject."""
