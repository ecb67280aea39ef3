"""What a caller of the scoring service may be told."""

from services.kit.errors import Conflict, Kind, NotFound, Problem


class ContestNotFound(NotFound):
    code = "contest-not-found"
    zh = "没有找到该竞赛。"
    en = "There is no such contest."


class ResultsNotFinal(NotFound):
    code = "results-not-final"
    zh = "该竞赛的最终结果尚未确认。"
    en = "The results of this contest are not final yet."


class ResultsFinal(Conflict):
    """What would change a contest that is frozen; a consumer puts such an event aside."""

    code = "contest-is-final"
    zh = "竞赛结果已经确认，不能再修改。"
    en = "The results of this contest are final; it cannot change any more."


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


class SessionNotInLedger(Conflict):
    code = "session-not-in-ledger"
    zh = "该核查标记所指的答题已不在台账中，无法再作决定。"
    en = "The ledger does not hold the session of this flag any more, so nothing can be decided about it."


class BulletinTooLong(Problem):
    kind = Kind.TOO_LARGE
    code = "bulletin-too-long"
    zh = "该通报的单位过多，不能排成纸质文件，请下载 XLSX 或 CSV 文件。"
    en = "The report has more units than paper takes; ask for XLSX or CSV."
