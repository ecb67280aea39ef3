"""The commands of docs/operations.md, as an operator copies them: blocks of the shell, named by their first line."""

import re
import subprocess
from collections.abc import Mapping

from contest.embedded.accounts import Account
from tests.containers.files import ROOT

LONGEST_S = 300


def block(title: str) -> str:
    """The block whose first line is `# title`."""
    text = ROOT.joinpath("docs", "operations.md").read_text(encoding="utf-8")
    blocks = {match[1]: match[2] for match in re.finditer(r"```sh\n# ([^\n]+)\n(.*?)```", text, re.DOTALL)}
    return blocks[title]


def run(title: str, variables: Mapping[str, str], account: Account | None = None) -> None:
    """As it stands there, in a shell that stops at the first command that fails."""
    as_whom = {} if account is None else {"user": account.uid, "group": account.gid}
    ran = subprocess.run(
        ["sh", "-eu", "-c", block(title)],
        capture_output=True,
        text=True,
        check=False,
        cwd="/",
        env=dict(variables),
        timeout=LONGEST_S,
        **as_whom,
    )
    assert ran.returncode == 0, f"{title}: {ran.stdout}{ran.stderr}"
