"""What a caller of the scoring service may be told."""

from services.kit.errors import Conflict, NotFound


class ContestNotFound(NotFound):
    code = "contest-not-found"
    zh = "没有找到该竞赛。"
    en = "There is no such contest."


class BoardNotFound(NotFound):
    code = "board-not-found"
    zh = "该竞赛没有这个榜单。"
    en = "The contest has no such board."


class UnitNotFound(NotFound):
    code = "unit-not-found"
    zh = "没有找到该单位。"
    en = "There is no such unit."


class FlagNotFound(NotFound):
    code = "flag-not-found"
    zh = "没有找到该核查标记。"
    en = "There is no such flag."


class DecisionNotPossible(Conflict):
    code = "flag-decision-not-possible"
    zh = "该核查标记当前的状态不允许此决定。"
    en = "The state of the flag does not permit this decision."
