"""R5.6: which traces are recorded is the same in every process, and no client's decision."""

from random import Random

from services.chassis.trace_context import Share

NUMBER = 2000


def shares(*of: float) -> list[Share]:
    made = [Share() for _ in of]
    for each, share in zip(made, of, strict=True):
        each.set(share)
    return made


def headers(flags: str) -> list[str]:
    drawn = Random(1)
    return [f"00-{drawn.getrandbits(128) or 1:032x}-{drawn.getrandbits(64) or 1:016x}-{flags}" for _ in range(NUMBER)]


def test_every_process_records_the_same_traces_whatever_clients_ask_for() -> None:
    one, other, small = shares(0.25, 0.25, 0.1)

    recorded = [header for header in headers("01") if one.has(header)]

    assert 0.2 < len(recorded) / NUMBER < 0.3
    assert recorded == [header for header in headers("01") if other.has(header)]
    assert [header[:-2] for header in recorded] == [header[:-2] for header in headers("00") if one.has(header)]
    assert {header for header in headers("01") if small.has(header)} < set(recorded)


def test_a_trace_that_begins_here_is_recorded_everywhere_else() -> None:
    here, there = shares(0.01, 0.01)

    ids = [here.generate_trace_id() for _ in range(NUMBER)]

    assert all(there.has(f"00-{each:032x}-{1:016x}-01") for each in ids)
    assert len(set(ids)) == NUMBER
    assert 0 < sum(here.has("") for _ in range(100 * NUMBER)) / (100 * NUMBER) < 0.02


def test_all_and_nothing() -> None:
    every, none = shares(1, 0)

    assert all(every.has(header) for header in ["", "no trace at all", *headers("00")])
    assert not any(none.has(header) for header in ["", "no trace at all", *headers("01")])
