"""An editor or an administrator makes a question bank, which belongs to a unit (R1.12, R4.3, R6.4)."""

from sqlalchemy.ext.asyncio import AsyncConnection

from quiz_service.domain.bank import Bank
from quiz_service.domain.bank_errors import BankExists, TooManyBanks
from quiz_service.queries import owned_banks, units
from services.contracts.grants import NATION, Reach
from services.kit.errors import FieldError, Forbidden, Invalid


async def create_bank(transaction: AsyncConnection, bank: Bank, reach: Reach) -> Bank:
    """Raises `Forbidden` for a unit outside the reach, `Invalid` for an unknown one, `TooManyBanks` or `BankExists`."""
    path = (await units.read_paths(transaction, [bank.owner_unit])).get(bank.owner_unit, ())
    if not reach.covers(path):
        raise Forbidden
    if not path and bank.owner_unit != NATION:
        text = f"没有编码为 {bank.owner_unit} 的单位。"
        raise Invalid(errors=[FieldError("/owner_unit", "unknown-unit", text, f"No unit is {bank.owner_unit}.")])
    if (full := await units.full_of_banks(transaction, bank.owner_unit)) is not None:
        raise TooManyBanks(extra={"unit": full[0], "most": full[1]})
    if not await owned_banks.add(transaction, bank):
        raise BankExists
    return bank
