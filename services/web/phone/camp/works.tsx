import { useState } from "preact/hooks";
import { wordsOf } from "../../shared/words.ts";
import { api } from "../api.ts";
import { Loading } from "../../shared/loading.tsx";
import { OwnWorks } from "./own_works.tsx";
import { ShownWork } from "./work.tsx";
import type { Camp } from "./camp.tsx";

const say = wordsOf({
  back: ["返回训练营", "Back to the camp"],
  title: ["作品", "Works"],
  likes: ["点赞最多", "Most liked"],
  newest: ["最新发布", "Newest"],
  topic: ["话题", "Topic"],
  all: ["全部话题", "All topics"],
  none: ["还没有作品。", "No works yet."],
});

/** Published works by likes or age, and one's own with a form. */
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
            {page.items.map((each) => (
              <ShownWork key={each.id} work={each} isLiked={own.liked_works.includes(each.id)} />
            ))}
            <OwnWorks camp={camp} works={own.works} canOffer={!!own.enrolled} onDone={reload} />
          </>
        )}
      </Loading>
    </section>
  );
}
