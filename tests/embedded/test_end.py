"""However a system ends, nothing of it is left, and the next start works."""

import os
import signal
import subprocess
import time
from pathlib import Path

import psutil
import pytest

from tests.embedded.up import Up, all_gone, refused, up, wait_until


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_a_stopped_system_leaves_no_process_after_three_seconds(
    folder: Path, port: int, number: signal.Signals
) -> None:
    with up(folder, port) as system:
        descendants = system.descendants()
        before = time.monotonic()
        status = system.end(number)

    assert status == 0
    assert time.monotonic() - before < 3
    assert all_gone(descendants)
    assert len(descendants) > 15


def test_a_system_stopped_while_it_starts_leaves_nothing_either(folder: Path, port: int) -> None:
    system = Up(folder, port)
    wait_until(lambda: folder.joinpath("children/valkey").exists())
    descendants = system.descendants()

    status = system.end()

    assert status == 0
    assert all_gone(descendants)
    with up(folder, port) as second:
        assert second.status() == 200


def test_a_second_ctrl_c_does_not_wait_for_a_stubborn_child(folder: Path, port: int) -> None:
    with up(folder, port, STUB_STUBBORN="scoring") as system:
        descendants = system.descendants()
        system.process.send_signal(signal.SIGINT)
        wait_until(lambda: "stopping" in system.output)
        time.sleep(0.3)
        still_there = not all_gone(descendants)
        system.end(signal.SIGINT)

    assert still_there
    assert all_gone(descendants)


def test_a_killed_supervisor_leaves_no_process(folder: Path, port: int) -> None:
    with up(folder, port) as system:
        descendants = system.descendants()
        system.end(signal.SIGKILL)

    wait_until(lambda: all_gone(descendants), 5)


def test_a_folder_whose_processes_were_all_killed_starts_again(folder: Path, port: int) -> None:
    with up(folder, port) as system:
        processes = [psutil.Process(system.process.pid), *system.descendants()]
        for process in processes:
            process.suspend()
        for process in processes:
            process.kill()
        system.process.wait()
    wait_until(lambda: all_gone(processes), 5)
    left = {name for name in ("lock", "runtime.json") if folder.joinpath(name).exists()}

    with up(folder, port) as second:
        assert second.status() == 200

    assert left == {"lock", "runtime.json"}


def test_workers_of_a_killed_nginx_are_ended_by_the_next_start(folder: Path, port: int) -> None:
    with up(folder, port) as system:
        master = system.child("nginx: master")
        workers = master.children()
        for process in (psutil.Process(system.process.pid), master):
            process.suspend()
        for process in (psutil.Process(system.process.pid), master):
            process.kill()
        system.process.wait()
    survivors = [worker for worker in workers if worker.is_running()]

    with up(folder, port) as second:
        assert second.status() == 200

    assert survivors
    assert all_gone(workers)


def test_a_server_file_whose_number_belongs_to_another_program_is_no_obstacle(folder: Path, port: int) -> None:
    with up(folder, port) as system:
        pid_file = next(folder.rglob("postmaster.pid"))
        content = pid_file.read_text().splitlines()
        owner = pid_file.stat()
        system.end()
    other = subprocess.Popen(["sleep", "60"], user=owner.st_uid if os.geteuid() == 0 else None)
    pid_file.write_text("\n".join([str(other.pid), *content[1:]]) + "\n")
    os.chown(pid_file, owner.st_uid, owner.st_gid)

    with up(folder, port) as second:
        assert second.status() == 200
    other.kill()
    other.wait()


def test_a_child_that_never_becomes_ready_stops_the_system_after_five_exits(folder: Path, port: int) -> None:
    system = Up(folder, port, STUB_BROKEN="scoring")
    descendants: list[psutil.Process] = []
    wait_until(lambda: "gateway ready" in system.output)
    descendants.extend(system.descendants())

    status = system.process.wait(timeout=15)

    assert status != 0
    assert "scoring exited 5 times without becoming ready" in system.output
    assert system.output.count("scoring is broken on purpose") == 5
    assert "Traceback" not in system.output
    assert all_gone(descendants)


def test_a_failing_migration_stops_the_start_with_its_last_words(folder: Path, port: int) -> None:
    words = refused(folder, port, STUB_BROKEN="migrate")

    assert "migrate failed with status 1" in words
    assert "migrate is broken on purpose" in words
