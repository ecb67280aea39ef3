import { Loading } from "../../shared/loading.tsx";
import { addressOf, place } from "../../shared/router.ts";
import { wordsOf } from "../../shared/words.ts";
import { api, has, type Role } from "../api.ts";
import { Board } from "./board.tsx";
import { Camps } from "./camps.tsx";
import { Flags } from "./flags.tsx";
import { Lessons } from "./lessons.tsx";
import { Settings } from "./settings.tsx";
import { campState } from "./words.ts";
import { Works } from "./works.tsx";

const say = wordsOf({
  all: ["全部训练营", "All camps"],
  missing: ["没有这个训练营。", "There is no such camp."],
  parts: ["训练营栏目", "Parts of the camp"],
  board: ["学习情况", "Progress"],
  works: ["作品审核", "Works"],
  flags: ["异常核查", "Flags"],
  lessons: ["课程", "Lessons"],
  settings: ["设置", "Settings"],
  fresh: ["新建训练营", "New camp"],
});
const PARTS = ["board", "works", "flags", "lessons", "settings"] as const;
const ROLES: Partial<Record<typeof PARTS[number], Role[]>> = {
  works: ["administrator", "organiser", "reviewer"],
  flags: ["administrator", "organiser"],
};

/** Camps; one of them with its boards, works, flags, lessons and settings; a new one. Each has its address. */
export default function Parts() {
  const [, id] = place.value.path;
  if (!id) return <Camps />;
  return (
    <>
      <p>
        <a href={addressOf(["camps"])}>‹ {say("all")}</a>
      </p>
      {id === "new" ? <Fresh /> : <One key={id} id={id} />}
    </>
  );
}

function Fresh() {
  return (
    <>
      <h1>{say("fresh")}</h1>
      <Settings onDone={() => undefined} />
    </>
  );
}

function One({ id }: { id: string }) {
  const part = PARTS.find((each) => each === place.value.path[2]) || "board";
  const offered = PARTS.filter((each) => {
    const roles = ROLES[each];
    return !roles || has(...roles);
  });
  return (
    <Loading on={[id]} load={() => api.get("/v1/camps")}>
      {({ items }, reload) => {
        const camp = items.find((each) => each.id === id);
        if (!camp) return <h1>{say("missing")}</h1>;
        return (
          <>
            <h1>{camp.title}</h1>
            <p>
              <b>{campState(camp)}</b>
            </p>
            <nav class="tabs" aria-label={say("parts")}>
              {offered.map((each) => (
                <a
                  key={each}
                  href={addressOf(["camps", id, each])}
                  aria-current={each === part ? "page" : undefined}
                >
                  {say(each)}
                </a>
              ))}
            </nav>
            {part === "board" && <Board camp={camp} />}
            {part === "works" && <Works camp={camp} />}
            {part === "flags" && <Flags camp={camp} />}
            {part === "lessons" && <Lessons camp={camp} />}
            {part === "settings" && <Settings camp={camp} onDone={reload} />}
          </>
        );
      }}
    </Loading>
  );
}
