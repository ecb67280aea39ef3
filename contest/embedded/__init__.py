"""PostgreSQL, Valkey and nginx out of wheels, and the supervisor that runs the whole system on one machine."""

import sys

# Package managers refuse an older Python too; this is for a checkout that is started without installing it.
if sys.version_info < (3, 11):  # noqa: UP036
    raise SystemExit(f"This project needs Python 3.11 or newer; this is Python {sys.version.split()[0]}.")
