import { useState } from "preact/hooks";
import { Fault } from "../../shared/fault.tsx";
import { wordsOf } from "../../shared/words.ts";
import { api } from "../api.ts";
import type { Camp, Own } from "./camp.tsx";
import { isHere, Video } from "./film/video.tsx";
import { uploads } from "./film/upload.ts";
import { Offer } from "./offer.tsx";

const say = wordsOf({
  mine: ["我的作品", "My works"],
  draft: ["草稿", "Draft"],
  submitted: ["待审核", "Waiting for review"],
  returned: ["已退回：{reason}", "Returned: {reason}"],
  published: ["已发布", "Published"],
  withdrawn: ["已撤回", "Withdrawn"],
  change: ["修改", "Change"],
  goOn: ["继续", "Go on"],
  sending: ["草稿，视频上传中", "Draft, its film is on its way"],
  watch: ["观看", "Watch"],
  withdraw: ["撤回", "Withdraw"],
  sure: [
    "撤回后作品不再展示，且不能恢复。确定撤回“{title}”？",
    "Nobody will see “{title}” again. Withdraw it for good?",
  ],
});
type State = "draft" | "submitted" | "returned" | "published" | "withdrawn";

type Work = Own["works"][number];
const WRITABLE = ["draft", "returned"];

/** One's own works with their states; what may be changed of them, or else a form for a new one where there may be one. */
export function OwnWorks({ camp, works, canOffer, onDone }: {
  camp: Camp;
  works: Own["works"];
  canOffer: boolean;
  onDone: () => void;
}) {
  const [edited, setEdited] = useState("");
  const [round, setRound] = useState(0);
  const [fault, setFault] = useState<unknown>();
  const withdraw = (work: Work) => {
    if (!confirm(say("sure", { title: work.title }))) return;
    void api.post("/v1/works/{work_id}/withdraw", { path: { work_id: work.id } }).then(onDone, setFault);
  };
  const done = () => (setEdited(""), setRound(round + 1), onDone());
  const work = works.find((each) => each.id === edited && WRITABLE.includes(each.state));
  return (
    <>
      {works.length > 0 && <h2>{say("mine")}</h2>}
      {fault !== undefined && <Fault fault={fault} />}
      {works.length > 0 && (
        <ul class="card history">
          {works.map((each) => (
            <OwnWork
              key={each.id}
              work={each}
              onEdit={() => setEdited(each.id)}
              onWithdraw={() => withdraw(each)}
            />
          ))}
        </ul>
      )}
      {work
        ? <Offer key={work.id} camp={camp} work={work} onDone={done} />
        : canOffer && <Offer key={round} camp={camp} onDone={done} />}
    </>
  );
}

function OwnWork({ work, onEdit, onWithdraw }: { work: Work; onEdit: () => void; onWithdraw: () => void }) {
  const [isWatched, setWatched] = useState(false);
  const film = work.media && isHere(work.media.url) && !WRITABLE.includes(work.state) ? work.media.url : "";
  const sending = uploads.value[work.id];
  const isSending = sending && sending.state.value.step !== "done";
  if (work.state === "withdrawn") {
    return (
      <li class="unit">
        <Line work={work} />
      </li>
    );
  }
  return (
    <li class="unit">
      <Line work={work} isSending={isSending} />
      <span class="row">
        {WRITABLE.includes(work.state) && (
          <button type="button" class="second" onClick={onEdit}>
            {say(work.state === "draft" ? "goOn" : "change")}
          </button>
        )}
        {film && (
          <button type="button" class="second" aria-expanded={isWatched} onClick={() => setWatched(!isWatched)}>
            {say("watch")}
          </button>
        )}
        <button type="button" class="second" onClick={onWithdraw}>{say("withdraw")}</button>
      </span>
      {isWatched && film && <Video url={film} title={work.title} />}
    </li>
  );
}

function Line({ work, isSending }: { work: Work; isSending?: boolean }) {
  const state = isSending ? say("sending") : say(work.state as State, { reason: work.reason });
  return (
    <>
      <span>{work.title}</span>
      <small>{state}</small>
    </>
  );
}
