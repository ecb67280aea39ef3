"""Why the system does not start, in words for the person who started it."""


class StartRefused(Exception):
    """The message is one paragraph that says what is wrong and what helps. It is shown without a traceback."""
