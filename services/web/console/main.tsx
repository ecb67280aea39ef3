import { type ComponentType, render } from "preact";
import { useEffect, useState } from "preact/hooks";
import { addressOf, place } from "../shared/router.ts";
import { language, wordsOf } from "../shared/words.ts";

const say = wordsOf({
  title: ["竞赛管理", "Contest console"],
  overview: ["总览", "Overview"],
  missing: ["没有这个页面。", "There is no such page."],
});

/** Each view is a file of its own that is fetched when it is opened. */
const VIEWS: Record<string, () => Promise<{ default: ComponentType }>> = {
  overview: () => import("./overview/view.tsx"),
};

function View({ name }: { name: string }) {
  const [Part, show] = useState<ComponentType | null>(null);
  useEffect(() => {
    void VIEWS[name]?.().then((part) => show(() => part.default));
  }, [name]);
  if (!VIEWS[name]) return <p>{say("missing")}</p>;
  return Part && <Part />;
}

function Page() {
  document.documentElement.lang = language.value;
  document.title = say("title");
  return (
    <main>
      <h1>{say("title")}</h1>
      <nav>
        <a href={addressOf(["overview"])}>{say("overview")}</a>
      </nav>
      <View name={place.value.path[0] ?? "overview"} />
    </main>
  );
}

const page = document.getElementById("page")!;
page.textContent = "";
render(<Page />, page);
