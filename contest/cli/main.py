"""`contest …`: one module per command, imported when it is called, so that a service process carries none of them."""

import sys
from importlib import import_module

COMMANDS: dict[str, tuple[str, str]] = {
    "up": ("contest.cli.up", "run the whole system on this machine"),
    "down": ("contest.cli.down", "stop the system that runs on this machine"),
    "serve": ("contest.cli.serve", "run one process of services/processes.py"),
    "migrate": ("contest.cli.migrate", "create or update roles and schema"),
    "load-reference": ("contest.cli.load_reference", "load units, the shipped question bank and the shipped contest"),
    "load-demo": ("contest.cli.load_demo", "load the example campaign of Weihai"),
    "campaigns": ("contest.cli.campaigns", "list and write campaigns"),
    "lines": ("contest.cli.lines", "export and import who reports to whom in a campaign"),
    "templates": ("contest.cli.templates", "write and publish forms"),
    "questions": ("contest.cli.questions", "import question files"),
    "units": ("contest.cli.units", "import units"),
    "organisers": ("contest.cli.organisers", "add organisers"),
    "clock": ("contest.cli.clock", "set the contest's clock for tests and replays"),
    "replay": ("contest.cli.replay", "play a contest month over HTTP with many participants"),
    "smoke": ("contest.cli.smoke", "play a marked contest on a deployment and leave nothing behind"),
    "load": ("contest.cli.load", "put a bounded load on a deployment and leave nothing behind"),
    "verify": ("contest.cli.verify", "recompute every total and board from the record"),
    "keys": ("contest.cli.keys", "make the secrets of a distributed deployment"),
    "openapi": ("contest.cli.openapi", "write the contract documents from the code"),
}


def main() -> None:
    """Call the module's `app` with the rest of the command line."""
    name = sys.argv[1] if len(sys.argv) > 1 else "--help"
    if name in ("--help", "-h", "help"):
        print(_usage())
        return
    if name not in COMMANDS:
        print(f"contest: there is no command '{name}'\n\n{_usage()}", file=sys.stderr)
        sys.exit(2)
    module = import_module(COMMANDS[name][0])
    sys.argv = [f"contest {name}", *sys.argv[2:]]
    module.app()


def _usage() -> str:
    width = max(map(len, COMMANDS))
    lines = [f"  {name:<{width}}  {purpose}" for name, (_, purpose) in COMMANDS.items()]
    return "\n".join(["usage: contest COMMAND [OPTIONS]   (each command has --help)", "", *lines])
