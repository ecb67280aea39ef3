from services.directory.domain.credentials import SignInPolicy
from services.directory.domain.errors import SignInMethodUnavailable
from services.directory.outside.wechat import WeChat
from services.directory.queries.sign_in import SignedIn
from services.directory.use_cases.steps.accounts import sign_in
from services.kit.database import Database


async def sign_in_with_wechat(
    database: Database, policy: SignInPolicy, wechat: WeChat, app_id: str, code: str
) -> tuple[SignedIn, str]:
    """The participant whom WeChat names for a code of one of our apps (R4.1), and a refresh token.

    Raises `SignInMethodUnavailable`, and what `WeChat.identify` raises.
    """
    if not wechat.is_configured:
        raise SignInMethodUnavailable
    return await sign_in(database, policy, await wechat.identify(app_id, code))
