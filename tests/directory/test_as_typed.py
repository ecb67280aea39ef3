"""Numbers and codes as people type and copy them (R4.1)."""

import pytest
import sqlalchemy as sa

from services.directory.domain.identities import phone_number
from services.directory.tables import sms_codes
from services.kit.database import Database
from tests.directory.ways import Ways, new_phone

NUMBER = "13800138000"


@pytest.mark.parametrize(
    "text",
    [NUMBER, f"+86{NUMBER}", f"0086{NUMBER}", f"0086 {NUMBER}", f"(+86) {NUMBER}", f"（+86）{NUMBER}", f"86-{NUMBER}",
     f"\u202a{NUMBER}\u202c", "\u202d+86 138 0013 8000\u202c", f"{NUMBER}\u200b", "138\u00a00013\u00a08000",
     "１３８００１３８０００", "＋８６１３８００１３８０００", f"\ufeff{NUMBER}\n", "138-0013-8000",
     "138–0013–8000", "138.0013.8000"],
)  # fmt: skip
def test_a_number_is_read_as_it_is_typed_or_copied(text: str) -> None:
    """R4.1"""
    assert phone_number(text) == NUMBER


@pytest.mark.parametrize(
    "text",
    ["", "1380013800", "138001380001", "12800138000", "+85298765432", "１２３", f"{NUMBER}x", f"{NUMBER}/{NUMBER}"],
)
def test_what_is_no_number_of_the_mainland_is_none(text: str) -> None:
    assert phone_number(text) is None


async def test_a_code_with_spaces_or_wide_figures_signs_in(ways: Ways) -> None:
    """R4.1"""
    phone = new_phone()
    assert (await ways.ask_for_code(f"\u202a+86 {phone}\u202c")).status_code == 202
    code = ways.sms.last_code(phone)
    wide = "".join(chr(ord(each) - ord("0") + ord("０")) for each in code)

    reply = await ways.token(grant_type="sms", phone=f"0086{phone}", code=f" {wide[:3]}\u00a0{wide[3:]}\u200b")

    assert reply.status_code == 200, reply.text


async def test_what_cannot_be_a_code_costs_no_try(ways: Ways, admin: Database) -> None:
    phone = new_phone()
    assert (await ways.ask_for_code(phone)).status_code == 202

    for each in ("12345", "1234567", "abcdef", "12 34", "一二三四五六", "¹²³⁴⁵⁶7"):
        assert (await ways.token(grant_type="sms", phone=phone, code=each)).status_code == 401

    async with admin.begin() as transaction:
        newest = sa.select(sms_codes.c.tries).order_by(sms_codes.c.id.desc()).limit(1)
        assert (await transaction.execute(newest)).scalar_one() == 0
    assert (await ways.token(grant_type="sms", phone=phone, code=ways.sms.last_code(phone))).status_code == 200
