"""The examples of the docs page run on the system that `contest up` starts (R5.4)."""

from collections.abc import Iterator
from typing import Any

import pytest

from services.gateway.documents import OPENAPI_FOLDER, merge_folder
from tests.support.contest import ContestSystem
from tests.system.people import Person, administrator, participant

OF_SOMETHING_MADE = ("01979c1e", "/certificates/", "/final", "/pictures/")
"""Examples that name a report, a session, a certificate, results or a picture: each system gives names of its own."""


def readings() -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Every operation that reads what is there from the beginning: its name, its address by its examples, itself."""
    for path, item in merge_folder(OPENAPI_FOLDER)["paths"].items():
        operation = item.get("get")
        if operation is None or operation["operationId"] == "follow_leaderboard":
            continue
        parameters = operation.get("parameters", ())
        query = "&".join(
            f"{each['name']}={each['example']}" for each in parameters if each["in"] == "query" and each.get("required")
        )
        address = path
        for each in parameters:
            if each["in"] == "path":
                address = address.replace("{" + each["name"] + "}", str(each["example"]))
        if not any(part in address for part in OF_SOMETHING_MADE):
            yield operation["operationId"], address + ("?" + query if query else ""), operation


@pytest.fixture(scope="module")
def callers(system: ContestSystem) -> dict[str, Person]:
    """By audience."""
    phone, back_office = participant(system, region_unit="371002"), administrator(system)
    return {"everyone": phone, "participant": phone, "organiser": back_office, "administrator": back_office}


def test_what_the_docs_page_offers_to_read_can_be_read(callers: dict[str, Person]) -> None:
    answers = {name: callers[operation["x-audience"]].call("GET", address) for name, address, operation in readings()}

    assert len(answers) > 30
    assert {name: reply.text for name, reply in answers.items() if reply.status_code != 200} == {}
