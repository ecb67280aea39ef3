"""What a caller of the scoring service may be told."""

from services.kit.errors import NotFound


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
