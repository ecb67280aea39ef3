"""The topics of a camp are what works are offered under."""

from services.camp.domain.camp import Camp
from services.kit.errors import FieldError, Invalid


def check_topic(camp: Camp, topic: str) -> None:
    """Raises `Invalid` for a topic that the camp does not have."""
    if topic not in camp.topics:
        known = " | ".join(camp.topics)
        fault = FieldError("/topic", "unknown-topic", f"训练营没有这个话题，可选：{known}", f"One of: {known}")
        raise Invalid(errors=[fault])
