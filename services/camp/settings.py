"""What the processes of the camp service are told by their environment."""

from services.chassis.settings import ProcessSettings


class Settings(ProcessSettings):
    """Nothing of its own."""
