#!/usr/bin/env python3
"""Exit status 0 when this container answers `GET PATH`. The image has no curl, and needs none.

usage: healthcheck.py [PORT PATH]
"""

import http.client
import os
import sys

TIMEOUT_S = 2
OK = 200


def main() -> int:
    port, path = sys.argv[1:] or (os.environ.get("CONTEST_HTTP_PORT", "8000"), "/healthz")
    connection = http.client.HTTPConnection("127.0.0.1", int(port), timeout=TIMEOUT_S)
    try:
        connection.request("GET", path)
        return 0 if connection.getresponse().status == OK else 1
    except (OSError, http.client.HTTPException):
        return 1


if __name__ == "__main__":
    sys.exit(main())
