"""Whether somebody works on a question bank: it belongs to a unit within their reach (R1.12, R4.3)."""

from sqlalchemy.ext.asyncio import AsyncConnection

from quiz_service.domain.bank_errors import BankNotFound
from quiz_service.domain.bank_file import ID
from quiz_service.queries import owned_banks
from services.contracts.grants import Reach


async def find_bank(connection: AsyncConnection, bank_id: str, reach: Reach) -> None:
    """Raises `BankNotFound` for a bank outside the reach as for one that does not exist (I8)."""
    owner = await owned_banks.read_owner(connection, bank_id) if ID.fullmatch(bank_id) else None
    if owner is None or not reach.covers(owner):
        raise BankNotFound
