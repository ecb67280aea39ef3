"""What the processes of the scoring service are told by their environment."""

from pydantic import Field

from scoring_service.domain.integrity import Thresholds
from services.chassis.settings import ProcessSettings


class Settings(ProcessSettings):
    """`flag_…` are the thresholds of the integrity review (docs/decisions/0023); zero switches a signal off.

    `bulletin_paper_units` is how many units a ranking report may show on paper.
    """

    flag_ms_per_question: int = Thresholds.least_ms_per_question
    flag_twins_within_s: float = Thresholds.twins_within_s
    flag_people_in_step: int = Thresholds.fan_out_people
    flag_young_people: int = Thresholds.young_people
    flag_leap_sessions: int = Thresholds.leap_sessions
    bulletin_paper_units: int = Field(default=3_000, ge=1)

    @property
    def thresholds(self) -> Thresholds:
        return Thresholds(
            self.flag_ms_per_question,
            self.flag_twins_within_s,
            self.flag_people_in_step,
            young_people=self.flag_young_people,
            leap_sessions=self.flag_leap_sessions,
        )
