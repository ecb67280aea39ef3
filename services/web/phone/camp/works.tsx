import { useState } from "preact/hooks";
import type { Answer } from "contest-client";
import { language, wordsOf } from "../../shared/words.ts";
import { api } from "../api.ts";
import { Fault } from "../../shared/fault.tsx";
import { Loading } from "../../shared/loading.tsx";
import { Offer } from "./offer.tsx";
import type { Camp } from "./camp.tsx";

const say = wordsOf({
  back: ["返回训练营", "Back to the camp"],
  title: ["作品", "Works"],
  likes: ["点赞最多", "Most liked"],
  newest: ["最新发布", "Newest"],
  topic: ["话题", "Topic"],
  all: ["全部话题", "All topics"],
  none: ["还没有作品。", "No works yet."],
  like: ["点赞", "Like"],
  liked: ["已赞", "Liked"],
  count: ["{count} 个赞", "{count} likes"],
  rank: ["第 {rank} 名", "Rank {rank}"],
  open: ["观看", "Watch"],
  mine: ["我的作品", "My works"],
  draft: ["草稿", "Draft"],
  submitted: ["待审核", "Waiting for review"],
  returned: ["已退回：{reason}", "Returned: {reason}"],
  published: ["已发布", "Published"],
});
type Work = Answer<"/v1/camps/{camp_id}/works", "get">["items"][number];
type State = "draft" | "submitted" | "returned" | "published";

/** Published works by likes or age, one's own with their state, and a form for a new one. */
export function Works({ camp }: { camp: Camp }) {
  const [order, setOrder] = useState<"likes" | "newest">("likes");
  const [topic, setTopic] = useState("");
  const path = { camp_id: camp.id };
  const query = { order, ...(topic ? { topic } : {}) } as never;
  const load = () =>
    Promise.all([
      api.get("/v1/camps/{camp_id}/works", { path, query }),
      api.get("/v1/camps/{camp_id}/me", { path }),
    ]);
  return (
    <section>
      <p>
        <a href="#/camp">‹ {say("back")}</a>
      </p>
      <h1>{say("title")}</h1>
      <p class="row tabs">
        {(["likes", "newest"] as const).map((each) => (
          <button
            type="button"
            key={each}
            aria-pressed={order === each}
            onClick={() => setOrder(each)}
          >
            {say(each)}
          </button>
        ))}
      </p>
      <label>
        {say("topic")}
        <select value={topic} onChange={(event) => setTopic(event.currentTarget.value)}>
          <option value="">{say("all")}</option>
          {(camp.topics || []).map((each) => <option key={each} value={each}>{each}</option>)}
        </select>
      </label>
      <Loading on={[camp.id, order, topic]} load={load}>
        {([page, own], reload) => (
          <>
            {page.items.length === 0 && <p class="card">{say("none")}</p>}
            {page.items.map((each) => <Shown key={each.id} work={each} isLiked={own.liked_works.includes(each.id)} />)}
            {own.works.length > 0 && (
              <>
                <h2>{say("mine")}</h2>
                <ul class="card history">
                  {own.works.map((each) => (
                    <li key={each.id} class="unit">
                      <span>{each.title}</span>
                      <small>{say(each.state as State, { reason: each.reason })}</small>
                    </li>
                  ))}
                </ul>
              </>
            )}
            {own.enrolled && <Offer camp={camp} onDone={reload} />}
          </>
        )}
      </Loading>
    </section>
  );
}

function Shown({ work, isLiked }: { work: Work; isLiked: boolean }) {
  const [now, setNow] = useState({ likes: work.likes, liked: isLiked });
  const [fault, setFault] = useState<unknown>();
  const path = { work_id: work.id };
  const turn = () =>
    void (now.liked ? api.delete("/v1/works/{work_id}/like", { path }) : api.put("/v1/works/{work_id}/like", { path }))
      .then(setNow, setFault);
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
        {work.media && (
          <a class="second" href={work.media.url} target="_blank" rel="noreferrer">
            {say("open")}
          </a>
        )}
        <button type="button" class="second" aria-pressed={now.liked} onClick={turn}>
          {say(now.liked ? "liked" : "like")} · {say("count", { count: now.likes.toLocaleString(language.value) })}
        </button>
      </p>
    </article>
  );
}
