"""What the quiz may refuse."""

from services.kit.errors import Conflict, Forbidden, Invalid, NotFound, Unauthenticated


class ContestNotOpen(Conflict):
    code = "contest-not-open"
    zh = "竞赛不在开放时间内。"
    en = "The contest is not open now."


class ContestOutOfQuestions(Conflict):
    code = "contest-out-of-questions"
    zh = "题库中可用的题目不足，暂时无法开始答题。"
    en = "Too many of the contest's questions have been withdrawn; no session can start until others take their place."


class DailyLimitReached(Conflict):
    code = "daily-limit-reached"
    zh = "您今天的答题次数已用完，请在下次开放时间再来。"
    en = "You have used today's sessions; come back when the next one opens."


class SessionFinished(Conflict):
    code = "session-finished"
    zh = "本次答题已交卷，不能再修改答案。"
    en = "This session has been handed in; its answers cannot change."


class EntryNotAvailable(Forbidden):
    code = "entry-not-available"
    zh = "您还没有选择该入口对应的地区或单位，或该入口未对您开放。"
    en = "You have chosen no unit for this entry, or the contest does not offer it to you."


class TokenOutdated(Unauthenticated):
    code = "token-outdated"
    zh = "您已更换参赛单位，请刷新登录状态后再开始答题。"
    en = "You have changed your unit since this token was issued: refresh it, then start."


class PhoneRequired(Forbidden):
    code = "phone-required"
    zh = "本次竞赛须先验证手机号，请验证后再开始答题。"
    en = "This contest is for people with a verified telephone number; verify yours first."


class NotYetEarned(Conflict):
    code = "not-yet-earned"
    zh = "还没有达到领取证书的条件，请继续参加答题。"
    en = "The certificate is not earned yet; what is missing is told."


class NotRehearsed(Conflict):
    code = "not-rehearsed"
    zh = "现在不是本竞赛的模拟练习时间。"
    en = "This contest is not being rehearsed now."


class UnknownOption(Invalid):
    code = "unknown-option"
    zh = "答案中有不属于本题的选项。"
    en = "An answer names an option that this question does not have."


class ContestNotFound(NotFound):
    code = "contest-not-found"
    zh = "没有找到该竞赛。"
    en = "There is no such contest."


class SessionNotFound(NotFound):
    code = "session-not-found"
    zh = "没有找到该答题记录。"
    en = "There is no such session."


class ContestExists(Conflict):
    code = "contest-exists"
    zh = "已有相同编号的竞赛。"
    en = "A contest with this id exists already."


class TooManyContests(Conflict):
    code = "too-many-contests"
    zh = "该单位及其下级单位一年内创建的竞赛已达上限。"
    en = "The unit and those below it have made as many contests within a year as they may."


class ContestNotOver(Conflict):
    code = "contest-not-over"
    zh = "竞赛尚未结束，不能确认最终结果。"
    en = "The contest is not over yet; its results cannot become final."


class SessionsUnsettled(Conflict):
    code = "sessions-unsettled"
    zh = "仍有答题尚未交卷或正在清点，请稍后再确认最终结果。"
    en = "Some sessions are still running or being counted; try again when that is done."


class DecisionsOpen(Conflict):
    code = "decisions-open"
    zh = "仍有待决定的标记或撤题申请。请先处理，或注明 despite_open 及理由。"
    en = "Flags or withdrawals wait for a decision; decide them, or say `despite_open` and give a reason."


class ContestIsFinal(Conflict):
    code = "contest-is-final"
    zh = "竞赛结果已经确认，不能再修改。"
    en = "The results of this contest are final; it cannot change any more."


class ContestHasStarted(Conflict):
    code = "contest-has-started"
    zh = "竞赛开始后，不能再修改时区、规则、题库和入口。"
    en = "Time zone, rules, bank and entries are fixed once the contest has started."
