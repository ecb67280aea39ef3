import { type ComponentType, render } from "preact";
import { useEffect, useState } from "preact/hooks";
import { go, place } from "../shared/router.ts";
import { language, speak, wordsOf } from "../shared/words.ts";
import { contest, isSignedIn, loadContests, loadProfile, loadToday } from "./api.ts";
import { Fault } from "../shared/fault.tsx";
import { Home } from "./home/home.tsx";
import { isElder } from "./look.ts";
import { Play } from "./play/play.tsx";

const say = wordsOf({
  title: ["人人讲安全 个个会应急", "Safety for everyone"],
  other: ["English", "中文"],
  elder: ["长辈版", "Large print"],
  usual: ["标准版", "Usual size"],
  home: ["答题", "Play"],
  board: ["排行", "Boards"],
  learn: ["学习", "Learn"],
  me: ["我的", "Me"],
  nav: ["主菜单", "Main menu"],
});
const TABS = ["home", "board", "learn", "me"] as const;
const PARTS: Record<string, () => Promise<ComponentType>> = {
  board: () => import("./board/board.tsx").then((part) => part.Boards),
  camp: () => import("./camp/camp.tsx").then((part) => part.Camps),
  learn: () => import("./learn/learn.tsx").then((part) => part.Learn),
  me: () => import("./me/me.tsx").then((part) => part.Me),
  rehearsal: () => import("./rehearsal/rehearsal.tsx").then((part) => part.Rehearsal),
};

/** A part of the page that is fetched when it is first opened. */
function Later({ name }: { name: string }) {
  const [part, setPart] = useState<{ Part?: ComponentType; fault?: unknown }>({});
  const load = () => void PARTS[name]!().then((Part) => setPart({ Part }), (fault) => setPart({ fault }));
  useEffect(load, [name]);
  if (part.fault) return <Fault fault={new Error()} onAgain={load} />;
  return part.Part ? <part.Part /> : null;
}

function View() {
  const [first = "home"] = place.value.path;
  if (first === "play") return <Play />;
  return PARTS[first] ? <Later key={first} name={first} /> : <Home />;
}

function Page() {
  const [fault, setFault] = useState<unknown>();
  const load = () => {
    setFault(undefined);
    const mine = () => isSignedIn.value ? Promise.all([loadProfile(), loadToday()]) : undefined;
    loadContests().then(mine).catch(setFault);
  };
  useEffect(load, [language.value]);
  document.documentElement.lang = language.value;
  const [first = "home"] = place.value.path;
  const isPlaying = first === "play" || first === "rehearsal";
  document.title = contest.value ? contest.value.title : say("title");
  if (place.value.query.has("wall")) {
    return (
      <main class="wall">
        <View />
      </main>
    );
  }
  return (
    <>
      <header>
        <b>{say("title")}</b>
        <span class="tools">
          <button type="button" onClick={() => (isElder.value = !isElder.value)} aria-pressed={isElder.value}>
            {say(isElder.value ? "usual" : "elder")}
          </button>
          <button
            type="button"
            lang={language.value === "en" ? "zh-CN" : "en"}
            onClick={() => speak(language.value === "en" ? "zh-CN" : "en")}
          >
            {say("other")}
          </button>
        </span>
      </header>
      <main>{fault ? <Fault fault={fault} onAgain={load} /> : <View />}</main>
      {!isPlaying && (
        <nav aria-label={say("nav")}>
          {TABS.map((tab) => (
            <a href={`#/${tab === "home" ? "" : tab}`} aria-current={first === tab ? "page" : undefined}>{say(tab)}</a>
          ))}
        </nav>
      )}
    </>
  );
}

const page = document.getElementById("page")!;
page.textContent = "";
if (place.value.path[0] === "home") go("#/", true);
render(<Page />, page);
