import { useState } from "preact/hooks";
import { Loading } from "../../shared/loading.tsx";
import { language, wordsOf } from "../../shared/words.ts";
import { api, saveFile } from "../api.ts";
import type { Draft, Report } from "./draft.ts";

const say = wordsOf({
  submit: ["上报", "Submit"],
  accept: ["通过", "Accept"],
  return: ["退回", "Return"],
  recall: ["撤回", "Recall"],
  amend: ["修改已通过的报表", "Amend"],
  print: ["打印（PDF）", "Print (PDF)"],
  sheet: ["导出表格", "Workbook"],
  reason: ["理由（必填）", "Reason (required)"],
  history: ["历次记录", "History"],
  version: ["第 {version} 版", "version {version}"],
  code: ["退回原因", "Reason code"],
});
type Act = "submit" | "accept" | "return" | "recall" | "amend";
const ALLOWED: Record<string, Act[]> = {
  draft: ["submit"],
  returned: ["submit"],
  amended: ["submit"],
  submitted: ["accept", "return", "recall"],
  accepted: ["amend"],
};

/** What can be done with the report now. Who may not is told so by the server, in a sentence. */
export function Acts({ draft, onFault }: { draft: Draft; onFault: (fault: unknown) => void }) {
  const [reason, setReason] = useState("");
  const [asked, setAsked] = useState<Act | null>(null);
  const report = draft.report.value;
  const path = { report_id: report.id };

  async function act(which: Act): Promise<void> {
    try {
      onFault(undefined);
      if (which === "submit" && draft.saving.value !== "saved") await draft.save();
      const body = which === "return"
        ? { reasons: [{ code: "other", comment: reason }] }
        : which === "recall" || which === "amend"
        ? { reason }
        : {};
      await api.post(`/v1/reports/{report_id}/${which}` as "/v1/reports/{report_id}/submit", {
        path,
        body: body as never,
      });
      await draft.read();
      setAsked(null), setReason("");
    } catch (refusal) {
      onFault(refusal);
    }
  }
  const begin = (which: Act) => which === "submit" || which === "accept" ? void act(which) : setAsked(which);
  return (
    <section class="card">
      <p class="row">
        {(ALLOWED[report.state] || []).map((which) => (
          <button
            type="button"
            key={which}
            class={which === "submit" || which === "accept" ? "main" : ""}
            onClick={() => begin(which)}
          >
            {say(which)}
          </button>
        ))}
        <button
          type="button"
          onClick={() => void saveFile("/v1/reports/{report_id}/print.pdf", { path }, "form.pdf").catch(onFault)}
        >
          {say("print")}
        </button>
        <button
          type="button"
          onClick={() => void saveFile("/v1/reports/{report_id}/sheet.xlsx", { path }, "form.xlsx").catch(onFault)}
        >
          {say("sheet")}
        </button>
      </p>
      {asked && (
        <form onSubmit={(event) => (event.preventDefault(), void act(asked))}>
          <label>
            {say("reason")}
            <textarea
              required
              minLength={2}
              maxLength={500}
              value={reason}
              onInput={(event) => setReason(event.currentTarget.value)}
            />
          </label>
          <button type="submit" class="main">{say(asked)}</button>
        </form>
      )}
      <History report={report} />
    </section>
  );
}

const DONE: Record<string, [chinese: string, english: string]> = {
  open: ["开始填报", "begun"],
  save: ["保存", "saved"],
  submit: ["上报", "submitted"],
  return: ["退回", "returned"],
  accept: ["通过", "accepted"],
  recall: ["撤回", "recalled"],
  amend: ["修改", "amended"],
  permit: ["批准", "permitted"],
};
interface Past {
  at: string;
  action: string;
  actor: string;
  actor_name?: string | null;
  version: number;
}

function History({ report }: { report: Report }) {
  const load = () => api.get("/v1/reports/{report_id}/versions", { path: { report_id: report.id } });
  const word = (action: string) => (DONE[action] || [action, action])[language.value === "en" ? 1 : 0];
  return (
    <details>
      <summary>{say("history")}</summary>
      <Loading on={[report.id, report.state, report.version]} load={load}>
        {(found) => (
          <ul>
            {(found.history as Past[]).map((each) => (
              <li key={each.at + each.action}>
                {new Date(each.at).toLocaleString(language.value)} · {word(each.action)} ·{" "}
                {each.actor_name || each.actor}
                {each.version ? ` · ${say("version", { version: each.version })}` : ""}
              </li>
            ))}
          </ul>
        )}
      </Loading>
    </details>
  );
}
