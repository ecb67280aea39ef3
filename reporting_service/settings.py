"""What the processes of the reporting service are told by their environment."""

from pathlib import Path

from services.kit.settings import ProcessSettings


class Settings(ProcessSettings):
    """`attachments_dir` holds attachments under their content hash; every process of the service must see it."""

    attachments_dir: Path = Path("attachments")
