"""What every process is told by its environment (`CONTEST_…`)."""

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class ListenSettings(BaseSettings):
    """Where a process listens and how it logs."""

    model_config = SettingsConfigDict(env_prefix="CONTEST_", frozen=True, extra="ignore")

    http_host: str = "127.0.0.1"
    http_port: int = 0
    instance: str = "local"
    log_level: str = "INFO"


class ProcessSettings(ListenSettings):
    """Frozen settings shared by all processes; a service's own settings extend them.

    `database_url` holds the role of the service, whose rights end at its schema. `token_verification_keys` is a public
    JWK Set as JSON. `secret` is 32 bytes as hexadecimal digits, known to the processes of one service only.
    """

    database_url: str
    redis_url: str
    token_verification_keys: str = '{"keys": []}'  # noqa: S105 - public keys
    secret: str = Field(default="", repr=False)
    allowed_origins: tuple[str, ...] = ()
