import { useState } from "preact/hooks";
import { type Answer, Problem } from "contest-client";
import { Loading } from "../../shared/loading.tsx";
import { addressOf } from "../../shared/router.ts";
import { wordsOf } from "../../shared/words.ts";
import { api, has } from "../api.ts";
import { Outcome, useAct } from "../parts/act.tsx";
import { Faults } from "../parts/faults.tsx";
import { Area, Tick } from "../parts/field.tsx";
import { shown, stateWord } from "./words.ts";

const say = wordsOf({
  title: ["{contest}：确定成绩", "{contest}: finals"],
  back: ["返回竞赛", "Back to the contest"],
  why: [
    "确定后成绩冻结并签名，任何人不能再改；请先处理完核查标记和待批准的题目撤回。",
    "Finals are frozen and signed, and nobody can change them any more. Decide flags and proposed withdrawals first.",
  ],
  early: ["竞赛于 {at} 结束，结束后才能确定成绩。", "The contest ends at {at}; its results become final after that."],
  sessions: ["将冻结的答题次数", "Sessions to be frozen"],
  flags: ["待处理的核查标记", "Flags that are open"],
  withdrawals: ["待批准的题目撤回", "Withdrawals that wait for a second person"],
  toFlags: ["处理核查标记", "Decide the flags"],
  toWithdrawals: ["处理题目撤回", "Decide the withdrawals"],
  despite: [
    "已知仍有 {count} 项未处理，仍要确定成绩",
    "Make the results final although {count} {count|decision is|decisions are} still open",
  ],
  reason: ["理由（2 至 500 字，必填）", "Reason (2 to 500 characters)"],
  go: ["确定成绩", "Make the results final"],
  sure: ["确定后不能撤销。确定吗？", "This cannot be undone. Make the results final?"],
  done: ["成绩已确定并签名。", "The results are final and signed."],
  frozen: ["成绩已于 {at} 确定，共 {sessions} 次答题。", "Final since {at}, {sessions} {sessions|session|sessions}."],
  digest: ["摘要", "Digest"],
  signed: ["签名的成绩文件供任何人核对：", "The signed results, for anybody to check:"],
});

const SIGNED_WITHIN = 20;
const PAUSE_MS = 500;

/** The signed results, which the boards' service writes a moment after the contest became final. */
async function signed(id: string, tries = SIGNED_WITHIN): Promise<Answer<"/v1/bulletins/{contest_id}/final", "get">> {
  try {
    return await api.get("/v1/bulletins/{contest_id}/final", { path: { contest_id: id } });
  } catch (fault) {
    if (!(fault instanceof Problem && fault.code === "results-not-final") || tries === 0) throw fault;
    await new Promise((done) => setTimeout(done, PAUSE_MS));
    return signed(id, tries - 1);
  }
}

/** What would be frozen and what is still open; then the frozen results themselves. */
export function Finals({ id }: { id: string }) {
  const path = { contest_id: id };
  const load = async () => {
    const contest = await api.get("/v1/contests/{contest_id}", { path });
    if (contest.state === "final") return { contest, final: await signed(id) };
    if (!has("administrator") || contest.state !== "closed") return { contest };
    try {
      const outlook = await api.post("/v1/contests/{contest_id}/finalisation", {
        path,
        query: { dry_run: true },
        body: {},
      });
      return "open" in outlook ? { contest, outlook } : { contest };
    } catch (fault) {
      // Whoever may not, or finds something missing, is told so in a sentence.
      if (fault instanceof Problem && fault.status < 500) return { contest, fault };
      throw fault;
    }
  };
  return (
    <>
      <p>
        <a href={addressOf(["contests", id])}>‹ {say("back")}</a>
      </p>
      <Loading on={[id]} load={load}>
        {({ contest, final, outlook, fault }, reload) => (
          <>
            <h1>{say("title", { contest: contest.title })}</h1>
            <p>
              <b>{stateWord(contest.state)}</b>
            </p>
            {final && (
              <section class="card">
                <p>
                  {say("frozen", {
                    at: shown(final.results.finalised_at, contest.time_zone),
                    sessions: final.results.sessions,
                  })}
                </p>
                <p>
                  {say("digest")} <code>{final.digest}</code>
                </p>
                <p>
                  {say("signed")} <a href={`/v1/bulletins/${id}/final`}>/v1/bulletins/{id}/final</a>
                </p>
              </section>
            )}
            {!final && <p>{say("why")}</p>}
            {!final && contest.state !== "closed" && (
              <p>{say("early", { at: shown(contest.closes_at, contest.time_zone) })}</p>
            )}
            {fault !== undefined && <Faults fault={fault} />}
            {outlook && <Outlook id={id} outlook={outlook} onDone={reload} />}
          </>
        )}
      </Loading>
    </>
  );
}

interface Open {
  sessions: number;
  open: number;
  open_flags: number;
  open_withdrawals: number;
}

function Outlook({ id, outlook, onDone }: { id: string; outlook: Open; onDone: () => void }) {
  const [isDespite, setDespite] = useState(false);
  const [reason, setReason] = useState("");
  const course = useAct();
  const finalise = () =>
    course.act(async () => {
      if (!confirm(say("sure"))) return;
      const body = outlook.open ? { despite_open: outlook.open, reason } : {};
      await api.post("/v1/contests/{contest_id}/finalisation", { path: { contest_id: id }, body });
      onDone();
      return say("done");
    });
  const figures = [["sessions", outlook.sessions], ["flags", outlook.open_flags], [
    "withdrawals",
    outlook.open_withdrawals,
  ]] as const;
  return (
    <form class="card" onSubmit={(event) => (event.preventDefault(), void finalise())}>
      <dl class="figures">
        {figures.map(([name, value]) => (
          <div key={name}>
            <dt>{say(name)}</dt>
            <dd>{value.toLocaleString()}</dd>
          </div>
        ))}
      </dl>
      {outlook.open > 0 && (
        <>
          <p class="row">
            <a href={addressOf(["flags"], { contest: id, state: "open" })}>{say("toFlags")} ›</a>
            <a href={addressOf(["bank", "withdrawals"])}>{say("toWithdrawals")} ›</a>
          </p>
          <Tick label={say("despite", { count: outlook.open })} value={isDespite} onChange={setDespite} />
          {isDespite && (
            <Area label={say("reason")} value={reason} onChange={setReason} required minLength={2} maxLength={500} />
          )}
        </>
      )}
      <button type="submit" class="main" disabled={course.isBusy || outlook.open > 0 && !isDespite}>{say("go")}</button>
      <Outcome of={course} />
    </form>
  );
}
