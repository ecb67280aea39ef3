"""Links by which a person chooses a password, shown once to whoever asked for them."""

import os
from datetime import timedelta

from services.directory.domain import credentials

INVITED_FOR = timedelta(days=3)


def setup_token() -> tuple[str, bytes]:
    """What the link holds, and the digest that is stored of it."""
    token = credentials.random_secret(os.urandom(32))
    return token, credentials.digest(token)
