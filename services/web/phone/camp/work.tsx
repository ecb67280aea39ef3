import { useState } from "preact/hooks";
import type { Answer } from "contest-client";
import { Fault } from "../../shared/fault.tsx";
import { language, wordsOf } from "../../shared/words.ts";
import { api } from "../api.ts";
import { isHere, Video } from "./film/video.tsx";

const say = wordsOf({
  like: ["点赞", "Like"],
  liked: ["已赞", "Liked"],
  count: ["{count} 个赞", "{count} {number|like|likes}"],
  rank: ["第 {rank} 名", "Rank {rank}"],
  open: ["观看", "Watch"],
  report: ["举报", "Report"],
  why: ["举报理由", "What is wrong with it"],
  send: ["提交举报", "Send the report"],
  sent: ["已收到举报，将由审核人员处理。", "Thank you; the reviewers will look at it."],
});
type Work = Answer<"/v1/camps/{camp_id}/works", "get">["items"][number];

/** A published work: watch it, like it, or tell the reviewers what is wrong with it. */
export function ShownWork({ work, isLiked }: { work: Work; isLiked: boolean }) {
  const [now, setNow] = useState({ likes: work.likes, liked: isLiked });
  const [isWatched, setWatched] = useState(false);
  const [fault, setFault] = useState<unknown>();
  const path = { work_id: work.id };
  const film = work.media && isHere(work.media.url) ? work.media.url : "";
  const turn = () =>
    void (now.liked ? api.delete("/v1/works/{work_id}/like", { path }) : api.put("/v1/works/{work_id}/like", { path }))
      .then((next) => (setNow(next), setFault(undefined)), setFault);
  return (
    <article class="card">
      <h2>{work.title}</h2>
      <p>
        <small>
          {say("rank", { rank: work.rank })} · {work.unit.name} · {work.topic}
        </small>
      </p>
      {work.text && <p>{work.text}</p>}
      {fault !== undefined && <Fault fault={fault} />}
      <p class="row">
        {film && (
          <button type="button" class="second" aria-expanded={isWatched} onClick={() => setWatched(!isWatched)}>
            {say("open")}
          </button>
        )}
        {work.media && !film && (
          <a class="second" href={work.media.url} target="_blank" rel="noreferrer">
            {say("open")}
          </a>
        )}
        <button type="button" class="second" aria-pressed={now.liked} onClick={turn}>
          {say(now.liked ? "liked" : "like")} ·{" "}
          {say("count", { count: now.likes.toLocaleString(language.value), number: now.likes })}
        </button>
      </p>
      {isWatched && <Video url={film} title={work.title} />}
      <Complaint id={work.id} />
    </article>
  );
}

function Complaint({ id }: { id: string }) {
  const [reason, setReason] = useState("");
  const [isSent, setSent] = useState(false);
  const [fault, setFault] = useState<unknown>();
  const send = (event: Event) => {
    event.preventDefault();
    void api.post("/v1/works/{work_id}/report", { path: { work_id: id }, body: { reason } })
      .then(() => setSent(true), setFault);
  };
  if (isSent) return <p role="status">{say("sent")}</p>;
  return (
    <details>
      <summary>{say("report")}</summary>
      <form onSubmit={send}>
        {fault !== undefined && <Fault fault={fault} />}
        <label>
          {say("why")}
          <input value={reason} required maxLength={500} onInput={(event) => setReason(event.currentTarget.value)} />
        </label>
        <button type="submit" class="second">{say("send")}</button>
      </form>
    </details>
  );
}
