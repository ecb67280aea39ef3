import { useState } from "preact/hooks";
import { wordsOf } from "../../shared/words.ts";
import { api, saveFile } from "../api.ts";
import { Outcome, useAct } from "../parts/act.tsx";
import { Area } from "../parts/field.tsx";
import type { Draft, Template } from "./draft.ts";
import { History } from "./history.tsx";
import { Permit, toPermit } from "./permit.tsx";
import { Return } from "./return.tsx";

const say = wordsOf({
  submit: ["上报", "Submit"],
  accept: ["通过", "Accept"],
  return: ["退回", "Return"],
  recall: ["撤回", "Recall"],
  amend: ["修改已通过的报表", "Amend"],
  print: ["打印（PDF）", "Print (PDF)"],
  sheet: ["导出表格", "Workbook"],
  csv: ["导出 CSV", "CSV"],
  reason: ["理由（必填）", "Reason (required)"],
  submitted: ["已上报。", "Submitted."],
  accepted: ["已通过。", "Accepted."],
});
const FILES = [
  ["/v1/reports/{report_id}/print.pdf", "print", "form.pdf"],
  ["/v1/reports/{report_id}/sheet.xlsx", "sheet", "form.xlsx"],
  ["/v1/reports/{report_id}/sheet.csv", "csv", "form.csv"],
] as const;
type Act = "submit" | "accept" | "return" | "recall" | "amend";
const ALLOWED: Record<string, Act[]> = {
  draft: ["submit"],
  returned: ["submit"],
  amended: ["submit"],
  submitted: ["accept", "return", "recall"],
  accepted: ["amend"],
};

/** What can be done with the report now. Who may not is told so by the server, in a sentence. */
export function Acts({ draft, template }: { draft: Draft; template: Template }) {
  const [reason, setReason] = useState("");
  const [asked, setAsked] = useState<Act | null>(null);
  const course = useAct();
  const report = draft.report.value;
  const path = { report_id: report.id };
  const finish = async () => {
    setAsked(null);
    setReason("");
    await draft.read();
  };

  const act = (which: Act) =>
    course.act(async () => {
      if (which === "submit") {
        if (draft.saving.value !== "saved") await draft.save();
        await api.post("/v1/reports/{report_id}/submit", { path, body: {} });
      } else if (which === "accept") await api.post("/v1/reports/{report_id}/accept", { path, body: {} });
      else if (which === "recall") await api.post("/v1/reports/{report_id}/recall", { path, body: { reason } });
      else await api.post("/v1/reports/{report_id}/amend", { path, body: { reason } });
      await finish();
      return which === "submit" ? say("submitted") : which === "accept" ? say("accepted") : undefined;
    });
  const waiting = toPermit(course.fault);
  const begin = (which: Act) => which === "submit" || which === "accept" ? void act(which) : setAsked(which);
  const save = (address: typeof FILES[number][0], name: string) =>
    void course.act(() => saveFile(address, { path }, name));
  return (
    <section class="card">
      <p class="row">
        {(ALLOWED[report.state] || []).map((which) => (
          <button
            type="button"
            key={which}
            class={which === "submit" || which === "accept" ? "main" : ""}
            disabled={course.isBusy}
            onClick={() => begin(which)}
          >
            {say(which)}
          </button>
        ))}
        {FILES.map(([address, word, name]) => (
          <button type="button" key={word} onClick={() => save(address, name)}>{say(word)}</button>
        ))}
      </p>
      {asked === "return" && <Return draft={draft} template={template} onDone={finish} />}
      {(asked === "recall" || asked === "amend") && (
        <form onSubmit={(event) => (event.preventDefault(), void act(asked))}>
          <Area label={say("reason")} value={reason} onChange={setReason} required minLength={2} maxLength={500} />
          <button type="submit" class="main" disabled={course.isBusy}>{say(asked)}</button>
        </form>
      )}
      {waiting.length > 0
        ? <Permit report={report.id} checks={waiting} onDone={() => course.act(finish)} />
        : <Outcome of={course} />}
      <History report={report} />
    </section>
  );
}
