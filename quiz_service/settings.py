"""Settings of the quiz processes."""

from services.chassis.settings import ProcessSettings


class Settings(ProcessSettings):
    """`start_queue` bounds the starts that wait for the database; beyond it new ones are refused at once.

    `announce_within_s` is how long the writer of a contest waits for the other services to hear of it.
    """

    start_queue: int = 2_000
    sweep_every_s: float = 0.5
    sweep_grace_s: float = 3.5
    digest_every_s: float = 3.0
    announce_within_s: float = 2.0
