"""The rules of a contest as they are written and shown."""

from typing import Annotated, Literal

from pydantic import BaseModel, Field, model_validator
from pydantic_core import PydanticCustomError

from quiz_service.domain.question import Audience, Kind
from quiz_service.domain.rules import (
    LONGEST_SESSION_S,
    Blueprint,
    CertificateRule,
    CompositeWeights,
    Identity,
    Pools,
    RehearsalRule,
    Reveal,
    Rules,
)
from quiz_service.wire.parts import Body

HARDEST = 3
Weight = Annotated[float, Field(ge=0, le=1_000_000, allow_inf_nan=False)]
Count = Annotated[int, Field(ge=0, le=50)]


class CompositeBody(Body):
    """Weights of the composite; only their proportions matter."""

    points: Weight
    participation_rate: Weight
    average_score: Weight

    @model_validator(mode="after")
    def _weigh_something(self) -> "CompositeBody":
        if self.points + self.participation_rate + self.average_score <= 0:
            raise PydanticCustomError("no_weight", "At least one weight must be above zero")
        return self


class KindsBody(Body):
    single_choice: Count = 0
    multiple_choice: Count = 0
    true_false: Count = 0


class BlueprintBody(Body):
    """What every paper is made of: questions of each kind, and least and most of the sum of their difficulties."""

    kinds: KindsBody
    difficulty_sum: Annotated[list[int], Field(min_length=2, max_length=2)] | None = None


class CertificateRuleBody(Body):
    """What earns a certificate of participation: days played, points, and sessions with full marks."""

    days: int = Field(default=1, ge=1, le=400)
    points: int = Field(default=0, ge=0, le=1_000_000)
    full_marks: int = Field(default=0, ge=0, le=20_000)


class RehearsalRuleBody(Body):
    """From so many days before the opening people may rehearse, with the questions of a bank of its own."""

    days: int = Field(ge=1, le=60)
    bank_id: str = Field(min_length=1, max_length=63)


class RulesBody(Body):
    """`time_limit_seconds` is for the whole session (R1.3).

    `identity` says who may start, `smallest_sample` of how many sessions a rate or an average is shown. `pools` says
    what a paper is drawn from, `reveal` when keys and explanations are shown. Without `certificate` five days earn one;
    without `rehearsal` there is none. With the `audience` `official`, shown only then, questions for officials are
    drawn beside the others.
    """

    questions_per_session: int = Field(ge=1, le=50)
    points_per_question: int = Field(ge=1, le=100)
    time_limit_seconds: int = Field(ge=1, le=LONGEST_SESSION_S)
    sessions_per_day: int = Field(ge=1, le=50)
    identity: Literal["any", "verified_phone"] = "any"
    smallest_sample: int = Field(default=0, ge=0, le=1_000_000)
    composite: CompositeBody | None = None
    pools: Literal["whole_bank", "by_day"] = "whole_bank"
    reveal: Literal["at_hand_in", "after_day"] = "at_hand_in"
    blueprint: BlueprintBody | None = None
    certificate: CertificateRuleBody | None = None
    audience: Literal["public", "official"] | None = None
    rehearsal: RehearsalRuleBody | None = None

    @model_validator(mode="after")
    def _adds_up(self) -> "RulesBody":
        if self.blueprint is None:
            return self
        count, kinds = self.questions_per_session, self.blueprint.kinds
        if kinds.single_choice + kinds.multiple_choice + kinds.true_false != count:
            raise PydanticCustomError(
                "blueprint_count", "The kinds of the blueprint must add up to {count} questions", {"count": count}
            )
        if self.blueprint.difficulty_sum is not None:
            least, most = self.blueprint.difficulty_sum
            if least > most or most < count or least > HARDEST * count:
                raise PydanticCustomError(
                    "blueprint_difficulty",
                    "No paper of {count} questions has such a sum of difficulties",
                    {"count": count},
                )
        return self

    def rules(self) -> Rules:
        composite, blueprint = self.composite, self.blueprint
        return Rules(
            self.questions_per_session,
            self.points_per_question,
            self.time_limit_seconds,
            self.sessions_per_day,
            identity=Identity(self.identity),
            smallest_sample=self.smallest_sample,
            composite=None if composite is None else CompositeWeights(**composite.model_dump()),
            pools=Pools(self.pools),
            reveal=Reveal(self.reveal),
            blueprint=None if blueprint is None else _blueprint(blueprint),
            certificate=None if self.certificate is None else CertificateRule(**self.certificate.model_dump()),
            audience=Audience(self.audience or Audience.PUBLIC),
            rehearsal=None if self.rehearsal is None else RehearsalRule(**self.rehearsal.model_dump()),
        )

    @classmethod
    def of(cls, rules: Rules) -> "RulesBody":
        """What stands in `more` is set only where the contest has it."""
        more: dict[str, BaseModel | str] = {}
        if rules.audience is not Audience.PUBLIC:
            more["audience"] = rules.audience
        if (weights := rules.composite) is not None:
            more["composite"] = CompositeBody(
                points=weights.points,
                participation_rate=weights.participation_rate,
                average_score=weights.average_score,
            )
        if rules.blueprint is not None:
            more["blueprint"] = _blueprint_body(rules.blueprint)
        if rules.certificate is not None:
            more["certificate"] = CertificateRuleBody(**vars(rules.certificate))
        if rules.rehearsal is not None:
            more["rehearsal"] = RehearsalRuleBody(**vars(rules.rehearsal))
        return cls.model_validate(
            {
                "questions_per_session": rules.questions_per_session,
                "points_per_question": rules.points_per_question,
                "time_limit_seconds": rules.time_limit_seconds,
                "sessions_per_day": rules.sessions_per_day,
                "identity": rules.identity,
                "smallest_sample": rules.smallest_sample,
                "pools": rules.pools,
                "reveal": rules.reveal,
                **more,
            }
        )


def _blueprint(body: BlueprintBody) -> Blueprint:
    least_most = body.difficulty_sum
    return Blueprint(
        {Kind(name): count for name, count in body.kinds.model_dump().items()},
        None if least_most is None else (least_most[0], least_most[1]),
    )


def _blueprint_body(blueprint: Blueprint) -> BlueprintBody:
    kinds = KindsBody(**{kind.value: count for kind, count in blueprint.kinds.items()})
    if blueprint.difficulty_sum is None:
        return BlueprintBody(kinds=kinds)
    return BlueprintBody(kinds=kinds, difficulty_sum=list(blueprint.difficulty_sum))
