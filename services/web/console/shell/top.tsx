import { language, speak, wordsOf } from "../../shared/words.ts";
import { me, signOut } from "../api.ts";

const say = wordsOf({
  title: ["人人讲安全 个个会应急 · 管理台", "Safety for everyone · console"],
  other: ["English", "中文"],
  and: ["、", ", "],
  out: ["退出", "Sign out"],
  administrator: ["管理员", "administrator"],
  organiser: ["组织员", "organiser"],
  reporter: ["填报员", "reporter"],
  editor: ["编辑", "editor"],
  reviewer: ["审核", "reviewer"],
});

/** Who is signed in and for which units. */
export function Top() {
  const self = me.value;
  return (
    <header>
      <b>{say("title")}</b>
      <span class="tools">
        {self && (
          <span>
            {self.name} · {self.grants.map((each) => `${each.unit.name} ${say(each.role)}`).join(say("and"))}
          </span>
        )}
        <button
          type="button"
          lang={language.value === "en" ? "zh-CN" : "en"}
          onClick={() => speak(language.value === "en" ? "zh-CN" : "en")}
        >
          {say("other")}
        </button>
        {self && <button type="button" onClick={() => void signOut()}>{say("out")}</button>}
      </span>
    </header>
  );
}
