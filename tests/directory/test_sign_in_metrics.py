"""Operators see how people sign in, how that goes, and what is paid for (R5.6)."""

from services.directory.outside.sms import PAID_MESSAGES
from services.directory.routes.tokens import SIGN_INS
from tests.directory.ways import Ways, new_phone


def signed_in(way: str, outcome: str) -> float:
    return float(SIGN_INS.labels(way, outcome)._value.get())


async def test_sign_ins_are_counted_by_way_and_outcome(ways: Ways) -> None:
    phone, before = new_phone(), signed_in("sms", "ok")
    await ways.ask_for_code(phone)
    code = ways.sms.last_code(phone)

    wrong = await ways.token(grant_type="sms", phone=phone, code=f"{(int(code) + 1) % 1_000_000:06}")
    right = await ways.token(grant_type="sms", phone=phone, code=code)

    assert (wrong.is_client_error, right.status_code) == (True, 200)
    assert signed_in("sms", "ok") - before == 1
    assert signed_in("sms", wrong.json()["code"]) >= 1


async def test_a_message_that_the_carrier_took_is_counted_as_paid(ways: Ways) -> None:
    sent = PAID_MESSAGES.labels("sent")._value.get()

    await ways.ask_for_code(new_phone())

    assert PAID_MESSAGES.labels("sent")._value.get() - sent == 1
