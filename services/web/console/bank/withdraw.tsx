import { useState } from "preact/hooks";
import type { Answer } from "contest-client";
import { addressOf } from "../../shared/router.ts";
import { wordsOf } from "../../shared/words.ts";
import { api } from "../api.ts";
import { Outcome, useAct } from "../parts/act.tsx";
import { Area, Choice, Tick } from "../parts/field.tsx";
import { decisionWord } from "./words.ts";

const say = wordsOf({
  decision: ["处理方式", "Decision"],
  reason: ["理由（会告知参与者，必填）", "Reason (told to participants)"],
  repeats: ["题库余量不足时允许以后的试卷出现重复题", "Let later papers repeat questions if the bank runs short"],
  propose: ["提议撤回", "Propose to withdraw"],
  proposed: [
    "已提议：将有 {sessions} 次答题重新计分，{units} 个单位的成绩变动，须由另一人批准。",
    "Proposed, for a second person to decide. Sessions to be scored again: {sessions}. Units whose totals change: {units}.",
  ],
  all: ["待批准的撤回", "Proposed withdrawals"],
});
type Question = Answer<"/v1/banks/{bank_id}/questions", "get">["items"][number];

/** One person proposes; the effect is told, and nothing happens before a second one approves. */
export function Withdraw({ question }: { question: Question }) {
  const [decision, setDecision] = useState<"everyone_right" | "not_counted">("everyone_right");
  const [reason, setReason] = useState("");
  const [mayRepeat, setRepeat] = useState(false);
  const course = useAct();
  const propose = () =>
    course.act(async () => {
      const { effect } = await api.post("/v1/questions/{question_id}/withdraw", {
        path: { question_id: question.id },
        query: { bank: question.bank_id },
        body: { decision, reason, accept_repeats: mayRepeat },
      });
      return say("proposed", { sessions: effect.sessions, units: effect.units_moved });
    });
  return (
    <form onSubmit={(event) => (event.preventDefault(), void propose())}>
      <Choice
        label={say("decision")}
        value={decision}
        onChange={(text) => setDecision(text as typeof decision)}
        of={(["everyone_right", "not_counted"] as const).map((each) => [each, decisionWord(each)])}
      />
      <Area label={say("reason")} value={reason} onChange={setReason} required minLength={2} maxLength={500} />
      <Tick label={say("repeats")} value={mayRepeat} onChange={setRepeat} />
      <button type="submit" class="main" disabled={course.isBusy}>{say("propose")}</button>
      <Outcome of={course} />
      {course.said && (
        <p>
          <a href={addressOf(["bank", "withdrawals"], { bank: question.bank_id })}>{say("all")} ›</a>
        </p>
      )}
    </form>
  );
}
