import type { Answer } from "contest-client";
import { Loading } from "../../shared/loading.tsx";
import { addressOf } from "../../shared/router.ts";
import { language, wordsOf } from "../../shared/words.ts";
import { api, has, isNational, me } from "../api.ts";
import { Outcome, useAct } from "../parts/act.tsx";
import { Tick } from "../parts/field.tsx";
import { useState } from "preact/hooks";
import { decisionWord } from "./words.ts";

const say = wordsOf({
  why: [
    "撤回须由提议人以外的另一人批准；批准后，含有此题的每次答题都按下列方式重新计分。",
    "A second person decides. Once approved, every session that holds the question is scored again.",
  ],
  none: ["没有待批准的撤回。", "No withdrawal waits for a second person."],
  proposed: ["{at} 提议，理由：{reason}", "Proposed {at}: {reason}"],
  effect: [
    "影响：{sessions} 次答题重新计分，{units} 个单位的成绩变动。",
    "Sessions to be scored again: {sessions}. Units whose totals change: {units}.",
  ],
  own: ["这是您提议的，须由另一人决定。", "You proposed this; somebody else decides."],
  repeats: ["题库余量不足时允许以后的试卷出现重复题", "Let later papers repeat questions if the bank runs short"],
  approve: ["批准撤回", "Approve"],
  reject: ["不予撤回", "Reject"],
  open: ["查看题目", "Show the question"],
  approved: ["已撤回 {id}，正在重新计分。", "{id} is withdrawn; sessions are being scored again."],
  rejected: ["{id} 继续使用。", "{id} stays in use."],
});
type Proposal = Answer<"/v1/banks/{bank_id}/withdrawals", "get">["items"][number];

/** What one person proposed and a second one has to decide, with what it would change. */
export function Withdrawals({ bank }: { bank: string }) {
  const course = useAct();
  return (
    <>
      <p>{say("why")}</p>
      <Outcome of={course} />
      <Loading on={[bank]} load={() => api.get("/v1/banks/{bank_id}/withdrawals", { path: { bank_id: bank } })}>
        {({ items }, reload) =>
          items.length === 0 ? <p>{say("none")}</p> : (
            <>
              {items.map((each) => (
                <Waiting
                  key={each.withdrawal_id}
                  bank={bank}
                  proposal={each}
                  decide={(work) => course.act(() => work().then((said) => (reload(), said)))}
                />
              ))}
            </>
          )}
      </Loading>
    </>
  );
}

function Waiting({ bank, proposal, decide }: {
  bank: string;
  proposal: Proposal;
  decide: (work: () => Promise<string>) => Promise<void>;
}) {
  const [mayRepeat, setRepeat] = useState(false);
  const path = { withdrawal_id: proposal.withdrawal_id };
  const id = proposal.question_id;
  const approve = async () => {
    await api.post("/v1/withdrawals/{withdrawal_id}/approve", { path, body: { accept_repeats: mayRepeat } });
    return say("approved", { id });
  };
  const reject = async () => {
    await api.post("/v1/withdrawals/{withdrawal_id}/reject", { path });
    return say("rejected", { id });
  };
  const isOwn = proposal.proposed_by === me.value!.id;
  const { sessions, units_moved } = proposal.effect;
  return (
    <article class="card">
      <h2>
        <code>{id}</code> {proposal.stem}
      </h2>
      <p>
        {say("proposed", {
          at: new Date(proposal.proposed_at).toLocaleString(language.value),
          reason: proposal.reason,
        })} · <b>{decisionWord(proposal.decision)}</b>
      </p>
      <p>
        {say("effect", { sessions, units: units_moved })}{" "}
        <a href={addressOf(["bank"], { bank, q: id })}>{say("open")} ›</a>
      </p>
      {(has("reviewer") || isNational()) && (
        <>
          {isOwn ? <p>{say("own")}</p> : <Tick label={say("repeats")} value={mayRepeat} onChange={setRepeat} />}
          <p class="row">
            {!isOwn && (
              <button type="button" class="main" onClick={() => void decide(approve)}>{say("approve")}</button>
            )}
            <button type="button" onClick={() => void decide(reject)}>{say("reject")}</button>
          </p>
        </>
      )}
    </article>
  );
}
