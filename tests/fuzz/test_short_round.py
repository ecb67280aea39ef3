"""The short form of `make fuzz`: every operation is asked as documented and otherwise, in two roles."""

import asyncio
import copy
from dataclasses import replace

from schemathesis import GenerationMode

from tests.fuzz.fuzzing import Asking, Fuzzer
from tests.fuzz.people import ROLES

SEED = 2026
EXAMPLES = 1
FITTING = {"participant": "participant", "everyone": "anonymous"}
"""By audience who is admitted; all of organisers' calls are an administrator's too."""


def everything(fuzzer: Fuzzer) -> dict[str, Asking]:
    """By operation: somebody for whom it is, and one of all roles in turn."""
    audiences = [
        (f"{method.upper()} {path}", operation["x-audience"])
        for path, item in fuzzer.document["paths"].items()
        for method, operation in item.items()
    ]
    return {
        label: Asking(
            (FITTING.get(audience, "administrator"), ROLES[number % len(ROLES)]),
            tuple(GenerationMode),
        )
        for number, (label, audience) in enumerate(audiences)
    }


async def test_every_operation_answers_generated_requests_as_documented(fuzzer: Fuzzer) -> None:
    """R6.1 R5.4: no 5xx, and no status, medium, header or member that the document does not know."""
    await asyncio.to_thread(fuzzer.run, SEED, EXAMPLES, asking=everything(fuzzer))

    assert list(map(str, fuzzer.findings.values())) == []
    assert fuzzer.asked > 2 * len(fuzzer.document["paths"])
    assert {200, 401, 403, 404, 422} <= fuzzer.statuses.keys()


async def test_a_breach_of_the_document_is_found(fuzzer: Fuzzer) -> None:
    """The control: a member is promised that no answer has, and a status is taken out."""
    planted = copy.deepcopy(fuzzer.document)
    contests, own = planted["paths"]["/v1/contests"]["get"], planted["paths"]["/v1/me"]["get"]
    contests["responses"]["200"]["content"]["application/json"]["schema"] = {"required": ["planted"]}
    del own["responses"]["401"]
    breached = replace(fuzzer, document=planted, asked=0, statuses={}, findings={})

    positive = (GenerationMode.POSITIVE,)
    asking = {"GET /v1/contests": Asking(["participant"], positive), "GET /v1/me": Asking(["anonymous"], positive)}
    await asyncio.to_thread(breached.run, SEED, EXAMPLES, asking=asking)

    assert {operation for operation, _ in breached.findings} == asking.keys()
