import { useState } from "preact/hooks";
import { Problem } from "contest-client";
import { wordsOf } from "../../shared/words.ts";
import { api } from "../api.ts";
import { Outcome, useAct } from "../parts/act.tsx";
import { Area } from "../parts/field.tsx";

const say = wordsOf({
  why: ["下列事项经许可后才能通过：", "The report can be accepted once this is permitted:"],
  reason: ["许可理由（必填）", "Why it is permitted (required)"],
  permit: ["许可并通过", "Permit and accept"],
});
interface Check {
  code: string;
  detail: string;
}

/** Checks that only the unit above may pass over, out of the refusal of an acceptance. */
export const toPermit = (fault: unknown): Check[] =>
  fault instanceof Problem && fault.code === "permit-needed"
    ? ((fault.details as unknown as { checks?: Check[] }).checks || [])
    : [];

export function Permit({ report, checks, onDone }: { report: string; checks: Check[]; onDone: () => Promise<void> }) {
  const [reason, setReason] = useState("");
  const course = useAct();
  const permit = () =>
    course.act(async () => {
      const path = { report_id: report };
      for (const check of new Set(checks.map((each) => each.code))) {
        await api.post("/v1/reports/{report_id}/permits", { path, body: { check, reason } });
      }
      await api.post("/v1/reports/{report_id}/accept", { path, body: {} });
      await onDone();
    });
  return (
    <form class="fault" onSubmit={(event) => (event.preventDefault(), void permit())}>
      <p>{say("why")}</p>
      <ul>{checks.map((each) => <li key={each.code + each.detail}>{each.detail}</li>)}</ul>
      <Area label={say("reason")} value={reason} onChange={setReason} required maxLength={500} />
      <button type="submit" class="main" disabled={course.isBusy}>{say("permit")}</button>
      <Outcome of={course} />
    </form>
  );
}
