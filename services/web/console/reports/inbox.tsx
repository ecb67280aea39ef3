import { useState } from "preact/hooks";
import type { Answer } from "contest-client";
import { Fault } from "../../shared/fault.tsx";
import { Loading } from "../../shared/loading.tsx";
import { addressOf } from "../../shared/router.ts";
import { language, wordsOf } from "../../shared/words.ts";
import { api } from "../api.ts";
import { waitingWord } from "./words.ts";

const say = wordsOf({
  title: ["待办（{count}）", "Waiting for you ({count})"],
  none: ["没有待办事项。", "Nothing waits for you."],
  accept: ["通过所选（{count}）", "Accept the chosen ({count})"],
  all: ["全选待审核", "Choose all to accept"],
  open: ["打开", "Open"],
  accepted: ["已通过 {count} 份。", "{count} accepted."],
  since: ["{at} 起", "since {at}"],
  refused: ["{unit}：{why}", "{unit}: {why}"],
});
const TO_THE_MINUTE = { dateStyle: "medium", timeStyle: "short" } as const;
type Verdict = Answer<"/v1/reports/acceptances", "post">["items"][number];

/** Everything that waits; reports are accepted from here, many at once, with a verdict for each. */
export function Inbox() {
  const [chosen, setChosen] = useState<string[]>([]);
  const [fault, setFault] = useState<unknown>();
  const [verdicts, setVerdicts] = useState<Verdict[]>([]);
  return (
    <Loading on={[]} load={() => api.get("/v1/inbox")}>
      {({ items }, reload) => {
        const acceptable = items.filter((each) => each.kind === "to_accept" && each.report_id);
        const accept = async () => {
          try {
            const reports = acceptable.filter((each) => chosen.includes(each.report_id!))
              .map((each) => ({ id: each.report_id!, version: each.version! }));
            setVerdicts((await api.post("/v1/reports/acceptances", { body: { reports } })).items);
            setChosen([]);
            reload();
          } catch (refusal) {
            setFault(refusal);
          }
        };
        const refused = verdicts.filter((each) => each.verdict === "refused");
        return (
          <section class="card">
            <h2>{say("title", { count: items.length })}</h2>
            {items.length === 0 && <p>{say("none")}</p>}
            {fault !== undefined && <Fault fault={fault} />}
            {verdicts.length > 0 && <p role="status">{say("accepted", { count: verdicts.length - refused.length })}</p>}
            {refused.map((each) => (
              <p key={each.id} role="alert">
                {say("refused", {
                  unit: items.find((item) => item.report_id === each.id)?.unit.name || each.id,
                  why: each.detail || "",
                })}
              </p>
            ))}
            <ul class="inbox">
              {items.map((each) => (
                <li key={each.kind + each.template_id + each.unit.code}>
                  {each.kind === "to_accept" && each.report_id && (
                    <input
                      type="checkbox"
                      aria-label={each.unit.name}
                      checked={chosen.includes(each.report_id)}
                      onChange={() =>
                        setChosen(
                          chosen.includes(each.report_id!)
                            ? chosen.filter((id) => id !== each.report_id)
                            : [...chosen, each.report_id!],
                        )}
                    />
                  )}
                  <b>{waitingWord(each.kind)}</b>
                  <span>{each.unit.name} · {each.title}</span>
                  <small>
                    {say("since", { at: new Date(each.since).toLocaleString(language.value, TO_THE_MINUTE) })}
                  </small>
                  {each.report_id && <a href={addressOf(["reports", each.report_id])}>{say("open")}</a>}
                </li>
              ))}
            </ul>
            {acceptable.length > 0 && (
              <p class="row">
                <button type="button" onClick={() => setChosen(acceptable.map((each) => each.report_id!))}>
                  {say("all")}
                </button>
                <button type="button" class="main" disabled={!chosen.length} onClick={() => void accept()}>
                  {say("accept", { count: chosen.length })}
                </button>
              </p>
            )}
          </section>
        );
      }}
    </Loading>
  );
}
