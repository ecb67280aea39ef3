"""What the processes of the scoring service are told by their environment."""

from services.kit.settings import ProcessSettings


class Settings(ProcessSettings):
    """Nothing beyond what every process has."""
