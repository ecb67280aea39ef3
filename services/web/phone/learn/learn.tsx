import { useState } from "preact/hooks";
import { wordsOf } from "../../shared/words.ts";
import { isSignedIn } from "../api.ts";
import { Cards } from "./cards.tsx";
import { Practice } from "./practice.tsx";
import { WrongBook } from "./wrong_book.tsx";

const say = wordsOf({
  title: ["学习", "Learn"],
  book: ["错题本", "Mistakes"],
  practice: ["练习", "Practice"],
  cards: ["知识卡片", "Cards"],
  camp: ["训练营：课程、证书、作品", "Training camp: lessons and works"],
  signIn: ["登录后才能查看学习内容。", "Sign in to see what you can learn."],
});

export function Learn() {
  const [tab, setTab] = useState<"book" | "practice" | "cards">("book");
  if (!isSignedIn.value) {
    return (
      <p class="card">
        {say("signIn")} <a href="#/">›</a>
      </p>
    );
  }
  return (
    <section>
      <h1>{say("title")}</h1>
      <p>
        <a class="second" href="#/camp">{say("camp")}</a>
      </p>
      <p class="row tabs">
        {(["book", "practice", "cards"] as const).map((each) => (
          <button
            type="button"
            aria-pressed={tab === each}
            onClick={() => setTab(each)}
          >
            {say(each)}
          </button>
        ))}
      </p>
      {tab === "book" ? <WrongBook /> : tab === "practice" ? <Practice /> : <Cards />}
    </section>
  );
}
