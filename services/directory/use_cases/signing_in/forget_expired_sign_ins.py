from sqlalchemy.ext.asyncio import AsyncConnection

from services.directory.queries import budgets, passwords, refresh_tokens, sms_codes

BATCH = 2_000


async def forget_expired_sign_ins(transaction: AsyncConnection) -> bool:
    """Delete a batch of what ended sign-ins left: tokens, codes, tries. True when there may be more."""
    gone = [
        await refresh_tokens.delete_expired(transaction, BATCH),
        await sms_codes.delete_old(transaction, BATCH),
        await budgets.delete_ended(transaction, BATCH),
        await passwords.delete_expired_assertions(transaction, BATCH),
    ]
    return max(gone) == BATCH
