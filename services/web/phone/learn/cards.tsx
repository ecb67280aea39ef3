import { useState } from "preact/hooks";
import { wordsOf } from "../../shared/words.ts";
import { api, contest } from "../api.ts";
import { CATEGORIES, categoryWord } from "../../shared/categories.ts";
import { Loading } from "../../shared/loading.tsx";
import { Picture } from "../play/picture.tsx";

const say = wordsOf({
  why: [
    "每天换一批，看完再答题。今天要答的题不在其中。",
    "New ones every day. What you may be asked today is not among them.",
  ],
  category: ["类别", "Category"],
  all: ["全部类别", "All categories"],
  source: ["依据", "Source"],
  none: ["今天没有这一类的知识卡片。", "No cards of this category today."],
});

/** Knowledge cards of the day, by category. */
export function Cards() {
  const [category, setCategory] = useState("");
  const current = contest.value;
  if (!current) return null;
  return (
    <>
      <div class="card">
        <p>{say("why")}</p>
        <label>
          {say("category")}
          <select value={category} onChange={(event) => setCategory(event.currentTarget.value)}>
            <option value="">{say("all")}</option>
            {CATEGORIES.map((id) => <option key={id} value={id}>{categoryWord(id)}</option>)}
          </select>
        </label>
      </div>
      <Loading
        on={[current.id]}
        load={() => api.get("/v1/contests/{contest_id}/cards", { path: { contest_id: current.id } })}
      >
        {(page) => {
          const shown = page.items.filter((each) => !category || each.category === category);
          return (
            <>
              {shown.length === 0 && <p class="card">{say("none")}</p>}
              {shown.map((each) => (
                <article key={each.text} class="card">
                  <h2>{categoryWord(each.category)}</h2>
                  <Picture of={each.picture} />
                  <p>{each.text}</p>
                  <p class="source">
                    <b>{say("source")}</b> {each.source}
                  </p>
                </article>
              ))}
            </>
          );
        }}
      </Loading>
    </>
  );
}
