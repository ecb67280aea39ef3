"""What a save may be based on: If-Match as clients, caches and proxies write it (I11, RFC 9110 §13.1)."""

import pytest

from tests.reporting.builders import HUANCUI, reporter
from tests.reporting.reporting_system import ReportingSystem


@pytest.mark.parametrize("written", ["*", "W/{}", '"0.0", {}', "{}-gzip", '"1.1-gzip", {coded}'])
async def test_a_save_takes_the_tag_as_a_proxy_left_it(reporting: ReportingSystem, written: str) -> None:
    opened = await reporting.open(HUANCUI)
    await reporting.save(opened, reporter(HUANCUI), {"values": {"lecture_sessions": 5}})
    path = f"/v1/reports/{opened.json()['id']}"
    tag = (await reporting.ask("GET", path, reporter(HUANCUI))).headers["ETag"]
    header = written.format(tag, coded=f'{tag[:-1]}-br"')

    saved = await reporting.ask(
        "PUT", path, reporter(HUANCUI), {"values": {"commentary_articles": 1}}, **{"If-Match": header}
    )

    assert (saved.status_code, saved.json()["values"]["commentary_articles"]) == (200, 1)


async def test_a_refused_save_names_only_what_is_otherwise_now(reporting: ReportingSystem) -> None:
    opened = await reporting.open(HUANCUI)
    path = f"/v1/reports/{opened.json()['id']}"
    for values in ({"lecture_sessions": 5}, {"lecture_sessions": None, "commentary_articles": 2}):
        await reporting.ask("PUT", path, reporter(HUANCUI), {"values": values}, **{"If-Match": "*"})

    stale = await reporting.save(opened, reporter(HUANCUI), {"values": {"commentary_articles": 1}})
    foreign = await reporting.ask("PUT", path, reporter(HUANCUI), {}, **{"If-Match": '"of-another-server"'})

    assert (stale.status_code, stale.json()["changed"]) == (412, ["/values/commentary_articles"])
    assert (foreign.status_code, foreign.json()["changed"]) == (412, [])
