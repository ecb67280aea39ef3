"""What may be refused about works."""

from services.kit.errors import Conflict, Forbidden, NotFound


class WorkNotFound(NotFound):
    code = "work-not-found"
    zh = "没有找到该作品。"
    en = "There is no such work."


class WrongWorkState(Conflict):
    code = "wrong-work-state"
    zh = "作品在当前状态下不能进行此操作。"
    en = "This cannot be done to the work in its present state."


class WorkIncomplete(Conflict):
    code = "work-incomplete"
    zh = "提交作品前，请补充视频，并确认授权使用和原创声明。"
    en = "Before a work is submitted it needs its film, the consent to its use and the declaration of originality."


class TooManyWorks(Conflict):
    code = "too-many-works"
    zh = "您在本训练营的作品数量已达上限。"
    en = "You have as many works in this camp as its rules allow."


class OwnPublication(Forbidden):
    code = "own-publication"
    zh = "作品须由审核发布者以外的人推荐。"
    en = "A work is selected by somebody who did not publish it."


class CampNotFinal(NotFound):
    code = "camp-not-final"
    zh = "训练营的结果尚未确定。"
    en = "The results of this camp are not final yet."


class CampFinal(Conflict):
    code = "camp-final"
    zh = "训练营的结果已经确定，不能再更改时间。"
    en = "The results of this camp are final; its times stay."
