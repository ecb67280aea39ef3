"""`make install` takes the best Python that it finds, and a system on a slow one says so."""

import sys
from pathlib import Path

import pytest

from contest.embedded import interpreter
from tests.embedded.up import Up


def python(folder: Path, number: str, answer: str) -> Path:
    """What stands in the path under the name of a Python, and answers the question whether it is fit."""
    path = folder / f"python{number}"
    path.write_text(f"#!/bin/sh\n{answer}\n", encoding="ascii")
    path.chmod(0o755)
    return path


def test_the_newest_optimised_python_is_taken(tmp_path: Path) -> None:
    slow, fast = tmp_path / "slow", tmp_path / "fast"
    for folder, answer in ((slow, "echo false"), (fast, "echo true")):
        folder.mkdir()
        for number in interpreter.KNOWN:
            python(folder, number, answer)

    assert interpreter.best([slow, fast]) == str(fast / f"python{interpreter.KNOWN[0]}")


@pytest.mark.parametrize("answer", ["exit 127", "echo pyenv: command not found", "echo false"])
def test_without_an_optimised_python_the_usual_one_is_taken(tmp_path: Path, answer: str) -> None:
    """A shim that leads nowhere is none."""
    python(tmp_path, interpreter.KNOWN[0], answer)

    assert interpreter.best([tmp_path]) == interpreter.FALLBACK


def test_the_question_is_answered_by_the_interpreter_itself(tmp_path: Path) -> None:
    """The one that runs this test can make environments, as it runs in one."""
    (tmp_path / "python3.11").symlink_to(sys.executable)
    is_taken = interpreter.best([tmp_path]) == str(tmp_path / "python3.11")

    assert is_taken == interpreter.is_optimised()


def test_a_system_says_what_it_runs_on(running: Up) -> None:
    lines = running.output.splitlines()

    assert lines[0] == interpreter.version()
    assert (interpreter.SLOW in lines) != interpreter.is_optimised()
