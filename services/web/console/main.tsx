import { type ComponentType, render } from "preact";
import { useEffect, useState } from "preact/hooks";
import { Fault } from "../shared/fault.tsx";
import { addressOf, go, place } from "../shared/router.ts";
import { language, wordsOf } from "../shared/words.ts";
import { contest, contests, hasExpired, isSignedIn, load, me } from "./api.ts";
import { Top } from "./shell/top.tsx";
import { SignIn } from "./shell/sign_in.tsx";
import { homeOf, VIEWS, viewsOf } from "./views.ts";

const say = wordsOf({
  title: ["竞赛管理台", "Contest console"],
  loading: ["正在载入…", "Loading…"],
  missing: ["没有这个页面。", "There is no such page."],
  menu: ["功能菜单", "Views"],
  contest: ["竞赛", "Contest"],
  again: [
    "登录已过期，请重新登录；已填写的内容不会丢失。",
    "Your sign-in has ended. Sign in again; nothing you typed is lost.",
  ],
});

/** Each view is a file of its own, fetched when it is opened. */
function View({ name }: { name: string }) {
  const [state, setState] = useState<{ Part?: ComponentType; fault?: unknown }>({});
  const view = VIEWS[name];
  const open = () => {
    if (view) view.open().then((part) => setState({ Part: part.default }), (fault) => setState({ fault }));
  };
  useEffect(open, [name]);
  if (!view) return <p>{say("missing")}</p>;
  if (state.fault !== undefined) return <Fault fault={new Error()} onAgain={open} />;
  return state.Part ? <state.Part /> : <p role="status">{say("loading")}</p>;
}

function ContestChoice() {
  if (contests.value.length < 2) return null;
  const choose = (id: string) =>
    go(addressOf(place.value.path, { ...Object.fromEntries(place.value.query), contest: id }));
  return (
    <label class="contest">
      {say("contest")}
      <select value={contest.value ? contest.value.id : ""} onChange={(event) => choose(event.currentTarget.value)}>
        {contests.value.map((each) => <option key={each.id} value={each.id}>{each.title}</option>)}
      </select>
    </label>
  );
}

function Page() {
  const [fault, setFault] = useState<unknown>();
  const begin = () => {
    setFault(undefined);
    if (isSignedIn.value && !me.value) load().catch(setFault);
  };
  useEffect(begin, [isSignedIn.value, language.value]);
  document.documentElement.lang = language.value;
  document.title = say("title");
  if (!isSignedIn.value) {
    return (
      <>
        <Top />
        <main>
          <SignIn />
        </main>
      </>
    );
  }
  if (fault !== undefined) {
    return (
      <>
        <Top />
        <main>
          <Fault fault={fault} onAgain={begin} />
        </main>
      </>
    );
  }
  if (!me.value) {
    return (
      <>
        <Top />
        <main>
          <p role="status">{say("loading")}</p>
        </main>
      </>
    );
  }
  const views = viewsOf();
  const name = place.value.path[0] || homeOf(views).name;
  const keep = { contest: place.value.query.get("contest") || undefined };
  return (
    <>
      <Top />
      <div class="shell">
        <nav aria-label={say("menu")}>
          <ContestChoice />
          {views.map((view) => (
            <a
              key={view.name}
              href={addressOf([view.name], keep)}
              aria-current={view.name === name ? "page" : undefined}
            >
              {view.title()}
            </a>
          ))}
        </nav>
        <main>
          <View key={name} name={name} />
        </main>
      </div>
      {hasExpired.value && (
        <div class="over" role="dialog" aria-modal="true" aria-label={say("again")}>
          <div class="card">
            <p>{say("again")}</p>
            <SignIn />
          </div>
        </div>
      )}
    </>
  );
}

const page = document.getElementById("page")!;
page.textContent = "";
render(<Page />, page);
