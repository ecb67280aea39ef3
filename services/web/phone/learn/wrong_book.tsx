import { useState } from "preact/hooks";
import { wordsOf } from "../../shared/words.ts";
import { api, contest } from "../api.ts";
import { Fault } from "../../shared/fault.tsx";
import { Loading } from "../../shared/loading.tsx";
import { Learnt } from "./learnt.tsx";

const say = wordsOf({
  none: ["错题本是空的，继续保持！", "No mistakes here. Keep it up!"],
  times: ["答错 {count} 次", "Wrong {count} {count|time|times}"],
  gone: ["已经学会，移出", "Learnt: take out"],
});

/** Questions that went wrong, each until its reader has learnt it. */
export function WrongBook() {
  const [gone, setGone] = useState<string[]>([]);
  const [fault, setFault] = useState<unknown>();
  const current = contest.value;
  if (!current) return null;
  const takeOut = (id: string) =>
    api.delete("/v1/me/wrong-questions/{question_id}" as never, { path: { question_id: id } } as never)
      .then(() => setGone([...gone, id]), setFault);
  return (
    <Loading
      on={[current.id]}
      load={() => api.get("/v1/me/wrong-questions", { query: { contest: current.id } as never })}
    >
      {(page) => {
        const left = page.items.filter((each) => !gone.includes(each.question_id));
        return (
          <>
            {fault !== undefined && <Fault fault={fault} />}
            {left.length === 0 && <p class="card">{say("none")}</p>}
            {left.map((each) => (
              <Learnt key={each.question_id} question={each} own={each.last_choice}>
                <p class="row">
                  <small>{say("times", { count: each.times_wrong })}</small>
                  <button type="button" class="second" onClick={() => void takeOut(each.question_id)}>
                    {say("gone")}
                  </button>
                </p>
              </Learnt>
            ))}
          </>
        );
      }}
    </Loading>
  );
}
