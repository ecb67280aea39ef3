"""Settings of the directory's processes."""

from pydantic import Field

from services.kit.settings import ProcessSettings


class Settings(ProcessSettings):
    """`token_signing_keys` is a private JWK Set as JSON whose first key signs.

    `unit_change_window_days` counts by the contest's clock, the lifetimes of tokens by real time.
    """

    secret: str = Field(pattern="^[0-9a-fA-F]{64}$", repr=False)
    token_signing_keys: str = Field(repr=False)
    development_sign_in: bool = False
    participant_token_seconds: int = Field(default=1800, ge=1)
    organiser_token_seconds: int = Field(default=300, ge=1)
    refresh_token_days: int = Field(default=30, ge=1)
    unit_changes_per_window: int = Field(default=2, ge=0)
    unit_change_window_days: int = Field(default=30, ge=1)
    hot_connections: int = Field(default=4, ge=1)
