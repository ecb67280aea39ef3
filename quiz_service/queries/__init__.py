"""Every SQL statement of the quiz service, one function each."""
