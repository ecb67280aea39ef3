import { wordsOf } from "../../shared/words.ts";
import { api, contest } from "../api.ts";
import { categoryWord } from "../../shared/categories.ts";
import { Loading } from "../../shared/loading.tsx";

const say = wordsOf({
  title: ["各类掌握情况", "By category"],
  right: ["{right}／{met} 题答对", "{right} of {met} right"],
});

/** How much of each category the person has got right. */
export function Mastery() {
  const current = contest.value;
  if (!current) return null;
  return (
    <Loading
      on={[current.id]}
      load={() => api.get("/v1/contests/{contest_id}/mastery", { path: { contest_id: current.id } })}
    >
      {(page) =>
        page.items.length > 0 && (
          <>
            <h2>{say("title")}</h2>
            <ul class="card history">
              {page.items.map((each) => (
                <li key={each.category} class="unit">
                  <span>{categoryWord(each.category)}</span>
                  <b>{say("right", { right: each.right, met: each.met })}</b>
                </li>
              ))}
            </ul>
          </>
        )}
    </Loading>
  );
}
