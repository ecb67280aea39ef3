"""What the camp may refuse."""

from services.kit.errors import Conflict, Forbidden, NotFound


class CampNotFound(NotFound):
    code = "camp-not-found"
    zh = "没有找到该训练营。"
    en = "There is no such camp."


class LessonNotFound(NotFound):
    code = "lesson-not-found"
    zh = "没有找到该课程。"
    en = "There is no such lesson."


class CampBoardNotFound(NotFound):
    code = "camp-board-not-found"
    zh = "没有找到该榜单。"
    en = "There is no such board."


class CampUnitNotFound(NotFound):
    code = "unit-not-found"
    zh = "没有找到该单位。"
    en = "There is no such unit."


class CampEntryNotAvailable(Forbidden):
    code = "entry-not-available"
    zh = "您还没有选择该入口对应的地区或单位，或该入口未对您开放。"
    en = "You have chosen no unit for this entry, or the contest does not offer it to you."


class CampExists(Conflict):
    code = "camp-exists"
    zh = "已有相同编号的训练营。"
    en = "A camp with this id exists already."


class TooManyCamps(Conflict):
    code = "too-many-camps"
    zh = "该单位及其下级单位一年内创建的训练营已达上限。"
    en = "The unit and those below it have made as many camps within a year as they may."


class LessonExists(Conflict):
    code = "lesson-exists"
    zh = "已有相同编号的课程。"
    en = "A lesson with this id exists already."


class CampNotOpen(Conflict):
    code = "camp-not-open"
    zh = "训练营不在开放时间内。"
    en = "The camp is not open now."


class NotEnrolled(Conflict):
    code = "not-enrolled"
    zh = "请先报名参加本训练营。"
    en = "Enrol in this camp first."


class HoursMissing(Conflict):
    code = "hours-missing"
    zh = "学时还不够，暂时不能领取证书。"
    en = "There are not enough lesson hours for a certificate yet."
