"""Every test that the page on security names is there."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
NAME = re.compile(r"`((?:tests/[\w/]+/)?(?:test_\w+\.py)?)`")


def test_every_test_that_the_security_page_names_exists() -> None:
    """A name without a folder is in the folder of the one before it."""
    named = []
    for line in ROOT.joinpath("docs/security.md").read_text(encoding="utf-8").splitlines():
        folder = ROOT
        for name in filter(None, NAME.findall(line)):
            path = ROOT / name if name.startswith("tests/") else folder / name
            folder = path if name.endswith("/") else path.parent
            named.append(path)

    assert len(named) > 80
    assert [str(path.relative_to(ROOT)) for path in named if not path.exists()] == []
