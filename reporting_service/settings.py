"""What the processes of the reporting service are told by their environment."""

from pydantic import Field

from reporting_service.outside.outlets import Webhook
from services.chassis.settings import ProcessSettings


class Settings(ProcessSettings):
    """`attachments_url` is where files lie, under their content hash; every process of the service must see it.

    `file:///folder`, or `s3://bucket/prefix` with `AWS_ENDPOINT_URL`, `AWS_REGION` and credentials beside it.
    `virus_scanner_url` is a clamd that each upload passes, `tcp://host:3310` or `unix:///socket`; without it there is
    no such check. `reminder_webhook` is told of units that miss their deadline; without it reminders are only shown.
    """

    attachments_url: str = "file:attachments"
    virus_scanner_url: str = ""
    reminder_webhook: Webhook | None = Field(default=None, repr=False)
