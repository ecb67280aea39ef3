"""What the processes of the reporting service are told by their environment."""

from pydantic import Field

from reporting_service.outside.outlets import Webhook
from services.chassis.settings import ProcessSettings


class Settings(ProcessSettings):
    """`attachments_url` is where files lie, under their content hash; every process of the service must see it.

    `file:///folder`, or `s3://bucket/prefix` with `AWS_ENDPOINT_URL`, `AWS_REGION` and credentials beside it.
    `virus_scanner_url` is a clamd that each upload passes, `tcp://host:3310` or `unix:///socket`; without it there is
    no such check. `largest_film_bytes` bounds films that are sent in parts. `reminder_webhook` is told of units that
    miss their deadline; without it reminders are only shown.
    """

    attachments_url: str = "file:attachments"
    virus_scanner_url: str = ""
    largest_film_bytes: int = Field(default=200 * 1024 * 1024, ge=20 * 1024 * 1024, le=4 * 1024**3)
    reminder_webhook: Webhook | None = Field(default=None, repr=False)
