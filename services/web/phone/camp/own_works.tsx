import { useState } from "preact/hooks";
import { Fault } from "../../shared/fault.tsx";
import { wordsOf } from "../../shared/words.ts";
import { api } from "../api.ts";
import type { Camp, Own } from "./camp.tsx";
import { Offer } from "./offer.tsx";

const say = wordsOf({
  mine: ["我的作品", "My works"],
  draft: ["草稿", "Draft"],
  submitted: ["待审核", "Waiting for review"],
  returned: ["已退回：{reason}", "Returned: {reason}"],
  published: ["已发布", "Published"],
  withdrawn: ["已撤回", "Withdrawn"],
  change: ["修改", "Change"],
  withdraw: ["撤回", "Withdraw"],
  sure: [
    "撤回后作品不再展示，且不能恢复。确定撤回“{title}”？",
    "Nobody will see “{title}” again. Withdraw it for good?",
  ],
});
type State = "draft" | "submitted" | "returned" | "published" | "withdrawn";

/** One's own works with their states: one that came back can be changed, any of them taken back. */
export function OwnWorks({ camp, works, onDone }: { camp: Camp; works: Own["works"]; onDone: () => void }) {
  const [edited, setEdited] = useState("");
  const [fault, setFault] = useState<unknown>();
  const withdraw = (work: Own["works"][number]) => {
    if (!confirm(say("sure", { title: work.title }))) return;
    void api.post("/v1/works/{work_id}/withdraw", { path: { work_id: work.id } }).then(onDone, setFault);
  };
  return (
    <>
      <h2>{say("mine")}</h2>
      {fault !== undefined && <Fault fault={fault} />}
      <ul class="card history">
        {works.map((each) => (
          <li key={each.id} class="unit">
            <span>{each.title}</span>
            <small>{say(each.state as State, { reason: each.reason })}</small>
            {each.state !== "withdrawn" && (
              <span class="row">
                {(each.state === "draft" || each.state === "returned") && (
                  <button
                    type="button"
                    class="second"
                    onClick={() => setEdited(each.id)}
                  >
                    {say("change")}
                  </button>
                )}
                <button type="button" class="second" onClick={() => withdraw(each)}>{say("withdraw")}</button>
              </span>
            )}
          </li>
        ))}
      </ul>
      {works.filter((each) => each.id === edited).map((each) => (
        <Offer key={each.id} camp={camp} work={each} onDone={() => (setEdited(""), onDone())} />
      ))}
    </>
  );
}
