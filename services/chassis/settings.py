"""What every process is told by its environment (`CONTEST_…`)."""

import os
from typing import Any

from pydantic import Field
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SecretsSettingsSource, SettingsConfigDict

FOLDER = "CONTEST_SECRETS_FOLDER"


class ListenSettings(BaseSettings):
    """Where a process listens, how it logs, and where it sends its traces: OTLP over HTTP, nowhere unless it is told.

    `traces_share` of all traces are recorded.
    """

    model_config = SettingsConfigDict(env_prefix="CONTEST_", frozen=True, extra="ignore")

    http_host: str = "127.0.0.1"
    http_port: int = 0
    instance: str = "local"
    log_level: str = "INFO"
    traces_url: str = ""
    traces_share: float = Field(default=0.01, ge=0, le=1)

    @classmethod
    def settings_customise_sources(
        cls, settings_cls: type[BaseSettings], *_: PydanticBaseSettingsSource, **sources: Any
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """What the environment does not say may stand in a file of the variable's name, as engines mount secrets."""
        files = SecretsSettingsSource(settings_cls, os.environ.get(FOLDER))
        return sources["init_settings"], sources["env_settings"], files


class ProcessSettings(ListenSettings):
    """Frozen settings shared by all processes; a service's own settings extend them.

    `database_url` holds the role of the service, whose rights end at its schema. `token_verification_keys` is a public
    JWK Set as JSON. With `needs_synchronous_standby` a process does not begin on a PostgreSQL that waits for no
    standby, and so may lose in a failover what it acknowledged. `secret` is 32 bytes as hexadecimal digits, known to
    the processes of one service only.

    `gateway_addresses` (addresses, CIDR blocks, or `*` where nobody else can connect) may say in X-Forwarded-For where
    a request comes from, and in X-Gateway-Waited how long they had it.

    `workshop_…` bound the processes that read files and print reports: how many work at a time, how many wait in all
    and of one unit, and how long; `file_…` is what a file may cost, `paper_…` a report or a scan.
    """

    database_url: str
    redis_url: str
    token_verification_keys: str = '{"keys": []}'  # noqa: S105 - public keys
    secret: str = Field(default="", repr=False)
    needs_synchronous_standby: bool = False
    gateway_addresses: str = "127.0.0.1"
    allowed_origins: tuple[str, ...] = ()
    workshop_places: int = Field(default=2, ge=1)
    workshop_queue: int = Field(default=32, ge=1)
    workshop_queue_per_unit: int = Field(default=4, ge=1)
    workshop_wait_s: float = Field(default=15.0, gt=0)
    file_memory_mib: int = Field(default=512, ge=128)
    file_cpu_s: int = Field(default=10, ge=1)
    paper_memory_mib: int = Field(default=1536, ge=512)
    paper_cpu_s: int = Field(default=30, ge=1)
