import { Loading } from "../../shared/loading.tsx";
import { language, wordsOf } from "../../shared/words.ts";
import { api } from "../api.ts";
import type { Report } from "./draft.ts";

const say = wordsOf({
  history: ["历次记录", "History"],
  version: ["第 {version} 版", "version {version}"],
});
const done = wordsOf({
  open: ["开始填报", "begun"],
  save: ["保存", "saved"],
  submit: ["上报", "submitted"],
  return: ["退回", "returned"],
  accept: ["通过", "accepted"],
  recall: ["撤回", "recalled"],
  amend: ["修改", "amended"],
  permit: ["批准", "permitted"],
  adopt: ["采用其他报表的数据", "figures of another form adopted"],
});
const DONE = ["open", "save", "submit", "return", "accept", "recall", "amend", "permit", "adopt"];
interface Past {
  at: string;
  action: string;
  actor: string;
  actor_name?: string | null;
  version: number;
}

/** Who did what with the report, and when. */
export function History({ report }: { report: Report }) {
  const load = () => api.get("/v1/reports/{report_id}/versions", { path: { report_id: report.id } });
  const word = (action: string) => DONE.includes(action) ? done(action as "open") : action;
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
