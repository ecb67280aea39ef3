import { useState } from "preact/hooks";
import { Fault } from "../../shared/fault.tsx";
import { Loading } from "../../shared/loading.tsx";
import { go, place } from "../../shared/router.ts";
import { addressOf } from "../../shared/router.ts";
import { language, wordsOf } from "../../shared/words.ts";
import { api, contest, isNational } from "../api.ts";
import { signalWord } from "./words.ts";
import { Corrections } from "./corrections.tsx";

const say = wordsOf({
  title: ["异常答题核查", "Integrity review"],
  why: [
    "标记只是提示，不会自动取消成绩。处理须写明理由，终审前可以恢复。",
    "A flag is a hint and takes nothing away. Decisions need a reason and can be undone until the contest is final.",
  ],
  state: ["状态", "State"],
  all: ["全部", "all"],
  open: ["待处理", "open"],
  held: ["暂缓计分", "held"],
  released: ["已恢复", "released"],
  void: ["已作废", "void"],
  signal: ["线索", "Signal"],
  unit: ["单位", "Unit"],
  day: ["日期", "Day"],
  facts: ["{questions} 题用时 {seconds} 秒", "{questions} {questions|question|questions} in {seconds} s"],
  reason: ["理由（2 至 500 字，必填）", "Reason (2 to 500 characters)"],
  hold: ["暂缓计分", "Hold"],
  release: ["恢复计分", "Release"],
  voiding: ["作废", "Void"],
  chosen: ["已选 {count} 条", "{count} chosen"],
  none: ["没有标记。", "No flags."],
  by: ["{who}：{reason}", "{who}: {reason}"],
});
const STATES = ["open", "held", "released", "void"] as const;
const ACTS = [["hold", "hold"], ["release", "release"], ["void", "voiding"]] as const;

/** Flagged sessions with the figures that raised them; decisions for many at once, each with its reason. */
export default function Flags() {
  const current = contest.value;
  const state = place.value.query.get("state") || undefined;
  const [chosen, setChosen] = useState<string[]>([]);
  const [reason, setReason] = useState("");
  const [fault, setFault] = useState<unknown>();
  if (!current) return null;
  const decide = (act: string, reload: () => void) =>
    api.post("/v1/flags/decisions" as never, { body: { ids: chosen, act, reason } } as never)
      .then(() => (setChosen([]), setReason(""), setFault(undefined), reload()), setFault);
  const toggle = (id: string) =>
    setChosen(chosen.includes(id) ? chosen.filter((each) => each !== id) : [...chosen, id]);
  return (
    <>
      <h1>{say("title")}</h1>
      <p>{say("why")}</p>
      <p class="controls">
        <label>
          {say("state")}
          <select
            value={state || ""}
            onChange={(event) => go(addressOf(["flags"], { contest: current.id, state: event.currentTarget.value }))}
          >
            <option value="">{say("all")}</option>
            {STATES.map((each) => <option key={each} value={each}>{say(each)}</option>)}
          </select>
        </label>
      </p>
      <Loading
        on={[current.id, state]}
        load={() => api.get("/v1/flags/{contest_id}", { path: { contest_id: current.id }, query: { state } as never })}
      >
        {(page, reload) => (
          <section class="card">
            {page.items.length === 0 && <p>{say("none")}</p>}
            <ul class="inbox">
              {page.items.map((flag) => (
                <li key={flag.id}>
                  {isNational() && (
                    <input
                      type="checkbox"
                      aria-label={flag.session_id}
                      checked={chosen.includes(flag.id)}
                      onChange={() => toggle(flag.id)}
                    />
                  )}
                  <b>{signalWord(flag.signal)}</b>
                  <span>{flag.unit.name} · {flag.contest_day}</span>
                  <span>
                    {say("facts", {
                      questions: flag.questions ?? "–",
                      seconds: Math.round(flag.duration_ms / 100) / 10,
                    })}
                  </span>
                  <small>{say(flag.state as "open")} · {new Date(flag.raised_at).toLocaleString(language.value)}</small>
                  {flag.decisions.map((each) => (
                    <small key={each.decided_at}>
                      {say("by", { who: (each as { by?: string }).by || each.act, reason: each.reason || "" })}
                    </small>
                  ))}
                </li>
              ))}
            </ul>
            {isNational() && page.items.length > 0 && (
              <form onSubmit={(event) => event.preventDefault()}>
                <label>
                  {say("reason")}
                  <textarea
                    minLength={2}
                    maxLength={500}
                    value={reason}
                    onInput={(event) => setReason(event.currentTarget.value)}
                  />
                </label>
                {fault !== undefined && <Fault fault={fault} />}
                <p class="row">
                  <span>{say("chosen", { count: chosen.length })}</span>
                  {ACTS.map(([act, word]) => (
                    <button
                      type="button"
                      key={act}
                      disabled={!chosen.length || reason.trim().length < 2}
                      onClick={() => void decide(act, reload)}
                    >
                      {say(word)}
                    </button>
                  ))}
                </p>
              </form>
            )}
          </section>
        )}
      </Loading>
      {isNational() && <Corrections contest={current.id} />}
    </>
  );
}
