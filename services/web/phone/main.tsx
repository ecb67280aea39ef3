import { render } from "preact";
import { language, speak, wordsOf } from "../shared/words.ts";

const say = wordsOf({
  title: ["安全知识竞赛", "Safety knowledge contest"],
  other: ["English", "中文"],
});

function Page() {
  document.documentElement.lang = language.value;
  document.title = say("title");
  return (
    <main>
      <h1>{say("title")}</h1>
      <button type="button" onClick={() => speak(language.value === "en" ? "zh-CN" : "en")}>{say("other")}</button>
    </main>
  );
}

const page = document.getElementById("page")!;
page.textContent = "";
render(<Page />, page);
