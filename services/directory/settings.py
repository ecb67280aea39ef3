"""Settings of the directory's processes."""

from pydantic import Field

from services.chassis.erasures import KEPT_FOR
from services.chassis.settings import ProcessSettings
from services.directory.outside.sms import SmsAccount
from services.directory.outside.trusted_apps import TrustedApp
from services.directory.outside.wechat import WeChatApp


class Settings(ProcessSettings):
    """`token_signing_keys` is a private JWK Set as JSON whose first key signs.

    `unit_change_window_days` counts by the contest's clock, the lifetimes of tokens by real time. A way of signing in
    without an app, account or issuer is not offered. `previous_secrets` are former values of `secret`: identities under
    them are found, and written anew under the present one, when their owners sign in.
    """

    secret: str = Field(pattern="^[0-9a-fA-F]{64}$", repr=False)
    token_signing_keys: str = Field(repr=False)
    development_sign_in: bool = False
    participant_token_seconds: int = Field(default=1800, ge=1, le=KEPT_FOR.total_seconds())
    organiser_token_seconds: int = Field(default=300, ge=1)
    refresh_token_days: int = Field(default=30, ge=1)
    unit_changes_per_window: int = Field(default=2, ge=0)
    unit_change_window_days: int = Field(default=30, ge=1)
    hot_connections: int = Field(default=4, ge=1)
    previous_secrets: tuple[str, ...] = Field(default=(), repr=False)
    wechat_apps: tuple[WeChatApp, ...] = Field(default=(), repr=False)
    wechat_url: str = "https://api.weixin.qq.com"
    sms_account: SmsAccount | None = Field(default=None, repr=False)
    sms_per_address_hour: int = Field(default=60, ge=1)
    sms_per_address_day: int = Field(default=300, ge=1)
    sms_per_hour: int = Field(default=20_000, ge=1)
    sms_per_day: int = Field(default=100_000, ge=1)
    trusted_apps: tuple[TrustedApp, ...] = ()
    assertion_audience: str = "safety-contest"
    outbound_timeout_s: float = Field(default=3.0, gt=0)
    password_time_cost: int = Field(default=3, ge=1)
    password_memory_kib: int = Field(default=65_536, ge=8)
    sign_in_failures_per_address: int = Field(default=100, ge=1)
    second_factor_required: bool = False
    setup_page: str = "/console/setup"
