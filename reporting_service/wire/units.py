"""Units and figures, as every reply names them."""

from pydantic import BaseModel

from reporting_service.domain.report import Unit

Cells = dict[str, int | None]


class UnitReply(BaseModel):
    code: str
    name: str

    @classmethod
    def of(cls, unit: Unit) -> "UnitReply":
        return cls(code=unit.code, name=unit.name)
