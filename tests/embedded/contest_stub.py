"""Stands in for `contest migrate` and `contest serve NAME`: real processes, no contest.

STUB_BROKEN names a command or process that exits at once; STUB_STUBBORN one that ignores SIGTERM.
"""

import asyncio
import json
import os
import signal
import sys


async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    head = await reader.readuntil(b"\r\n\r\n")
    shown = {name: value for name, value in os.environ.items() if name.startswith("CONTEST_")}
    body = json.dumps({"request": head.decode(), "pid": os.getpid(), "environment": shown}).encode()
    writer.write(b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: %d\r\n\r\n" % len(body) + body)
    await writer.drain()
    writer.close()


async def serve() -> None:
    stopped = asyncio.Event()
    if os.environ.get("STUB_STUBBORN") != os.environ["CONTEST_INSTANCE"]:
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stopped.set)
    else:
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
    port = int(os.environ["CONTEST_HTTP_PORT"])
    await asyncio.start_server(answer, os.environ["CONTEST_HTTP_HOST"], port, reuse_address=True)
    await stopped.wait()


if __name__ == "__main__":
    if os.environ.get("STUB_BROKEN") in sys.argv:
        sys.exit(f"{os.environ['STUB_BROKEN']} is broken on purpose")
    if sys.argv[1] == "serve":
        asyncio.run(serve())
