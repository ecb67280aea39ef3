"""What the processes of the reporting service are told by their environment."""

from pathlib import Path

from pydantic import Field

from reporting_service.outlets import Webhook
from services.kit.settings import ProcessSettings


class Settings(ProcessSettings):
    """`attachments_dir` holds attachments under their content hash; every process of the service must see it.

    `reminder_webhook` is told of units that miss their deadline; without it reminders are only shown.
    """

    attachments_dir: Path = Path("attachments")
    reminder_webhook: Webhook | None = Field(default=None, repr=False)
