import { useState } from "preact/hooks";
import type { Answer } from "contest-client";
import { Loading } from "../../shared/loading.tsx";
import { addressOf, go, place } from "../../shared/router.ts";
import { language, wordsOf } from "../../shared/words.ts";
import { api, has, saveFile } from "../api.ts";
import { Outcome, useAct } from "../parts/act.tsx";
import { Choice, Field } from "../parts/field.tsx";
import { NewHighlight } from "./new.tsx";

const say = wordsOf({
  title: ["亮点工作", "Notable work"],
  why: [
    "活动期间随时报送；上级择优后继续上报，逐级进行。",
    "Reported at any time of a campaign; the unit above selects what it sends on, level by level.",
  ],
  campaign: ["报送活动", "Campaign"],
  all: ["全部", "all"],
  unit: ["单位", "Unit"],
  none: ["还没有报送亮点工作。", "Nothing has been reported yet."],
  selected: ["{unit} 已择优上报（{at}）", "Selected by {unit} ({at})"],
  select: ["择优上报", "Select and send on"],
  comment: ["评语（可不填）", "Comment (optional)"],
  done: ["已择优上报。", "Selected and sent on."],
});
type Highlight = Answer<"/v1/highlights", "get">["items"][number];

/** Notable work of a campaign or a unit: report one, select those to be sent on. */
export default function Highlights() {
  const { query } = place.value;
  const asked = { campaign: query.get("campaign") || undefined, unit: query.get("unit") || undefined };
  const set = (change: Record<string, string | undefined>) => go(addressOf(["highlights"], { ...asked, ...change }));
  return (
    <>
      <h1>{say("title")}</h1>
      <p>{say("why")}</p>
      <Loading on={[]} load={() => api.get("/v1/campaigns")}>
        {(campaigns) => {
          const choices = campaigns.items.map((each) => [each.id, each.title] as const);
          return (
            <>
              <div class="controls">
                <Choice
                  label={say("campaign")}
                  value={asked.campaign || ""}
                  onChange={(campaign) => set({ campaign })}
                  of={[["", say("all")], ...choices]}
                />
                <Field type="search" label={say("unit")} value={asked.unit || ""} onChange={(unit) => set({ unit })} />
              </div>
              <Loading on={[asked.campaign, asked.unit]} load={() => api.get("/v1/highlights", { query: asked })}>
                {({ items }, reload) => (
                  <>
                    {has("reporter", "administrator") && <NewHighlight campaigns={choices} onDone={reload} />}
                    {items.length === 0 && <p>{say("none")}</p>}
                    {items.map((each) => <Shown key={each.id} highlight={each} onDone={reload} />)}
                  </>
                )}
              </Loading>
            </>
          );
        }}
      </Loading>
    </>
  );
}

function Shown({ highlight, onDone }: { highlight: Highlight; onDone: () => void }) {
  const [comment, setComment] = useState("");
  const course = useAct();
  const day = (at: string) => new Date(at).toLocaleDateString(language.value);
  const select = () =>
    course.act(async () => {
      const path = { highlight_id: highlight.id };
      await api.post("/v1/highlights/{highlight_id}/select", { path, body: { comment: comment || null } });
      onDone();
      return say("done");
    });
  return (
    <article class="card">
      <h2>{highlight.title}</h2>
      <small>{highlight.unit.name} · {day(highlight.created_at)}</small>
      <p class="kept">{highlight.text}</p>
      <p class="row">
        {highlight.attachments.map((each) => (
          <button
            type="button"
            key={each.id}
            onClick={() =>
              void course.act(() =>
                saveFile("/v1/attachments/{attachment_id}", { path: { attachment_id: each.id } }, each.name)
              )}
          >
            {each.name}
          </button>
        ))}
      </p>
      {highlight.selected_by.map((each) => (
        <p key={each.unit.code}>
          ✓ {say("selected", { unit: each.unit.name, at: day(each.selected_at) })} {each.comment}
        </p>
      ))}
      {has("reporter", "administrator") && (
        <form class="controls" onSubmit={(event) => (event.preventDefault(), void select())}>
          <Field isWide label={say("comment")} value={comment} onChange={setComment} maxLength={500} />
          <button type="submit" disabled={course.isBusy}>{say("select")}</button>
        </form>
      )}
      <Outcome of={course} />
    </article>
  );
}
