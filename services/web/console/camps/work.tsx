import { useState } from "preact/hooks";
import type { Answer } from "contest-client";
import { categoryWord } from "../../shared/categories.ts";
import { language, wordsOf } from "../../shared/words.ts";
import { api } from "../api.ts";
import { Outcome, useAct } from "../parts/act.tsx";
import { Field } from "../parts/field.tsx";
import { UnitName } from "../parts/unit_name.tsx";
import { Film } from "./film.tsx";

const say = wordsOf({
  submitted: ["待审核", "waiting for review"],
  published: ["已发布", "published"],
  returned: ["已退回", "returned"],
  at: ["{at} 提交", "submitted {at}"],
  likes: ["{count} 个赞", "{count} {count|like|likes}"],
  consent: ["已同意公开使用，声明原创", "consented to its use, declared original"],
  complaints: ["举报（{count}）", "Reported ({count})"],
  reason: ["退回理由（作者可见）", "Reason (its author reads it)"],
  down: ["下架理由（作者可见）", "Reason for taking it down (its author reads it)"],
  because: ["退回理由：{reason}", "Returned: {reason}"],
  publish: ["发布", "Publish"],
  back: ["退回修改", "Return"],
  takeDown: ["下架并退回", "Take down"],
  comment: ["推荐意见（可不填）", "Comment (optional)"],
  select: ["择优推荐", "Recommend"],
  selected: ["已推荐（{at}）{comment}", "recommended it ({at}) {comment}"],
});
type Work = Answer<"/v1/camps/{camp_id}/submissions", "get">["items"][number];
type State = "submitted" | "published" | "returned";
const day = (at: string) => new Date(at).toLocaleDateString(language.value);

/** A work with what was said of it, and what its reviewer may do now. */
export function ReviewedWork({ work, onDone }: { work: Work; onDone: () => void }) {
  const course = useAct();
  const path = { work_id: work.id };
  const act = (work: () => Promise<unknown>) => void course.act(() => work().then(onDone));
  return (
    <article class="card">
      <h2>{work.title}</h2>
      <p>
        <small>
          {say(work.state as State)} · {work.unit.name} · {work.topic}
          {work.category && ` · ${categoryWord(work.category)}`}
          {work.submitted_at && ` · ${say("at", { at: day(work.submitted_at) })}`}
          {work.state === "published" && ` · ${say("likes", { count: work.likes })}`}
          {work.consent && work.original && ` · ${say("consent")}`}
        </small>
      </p>
      {work.text && <p class="kept">{work.text}</p>}
      {work.reason && <p>{say("because", { reason: work.reason })}</p>}
      {work.media && <Film title={work.title} url={work.media.url} />}
      {work.complaints.length > 0 && (
        <div class="fault">
          <b>{say("complaints", { count: work.complaints.length })}</b>
          <ul>{work.complaints.map((each, index) => <li key={index}>{each}</li>)}</ul>
        </div>
      )}
      {work.selected_by.map((each) => (
        <p key={each.unit}>
          ✓ <UnitName code={each.unit} /> {say("selected", { at: day(each.selected_at), comment: each.comment })}
        </p>
      ))}
      {work.state === "submitted" && (
        <p>
          <button
            type="button"
            class="main"
            disabled={course.isBusy}
            onClick={() => act(() => api.post("/v1/works/{work_id}/publish", { path, body: {} }))}
          >
            {say("publish")}
          </button>
        </p>
      )}
      {work.state === "published" && (
        <WithText
          label={say("comment")}
          word={say("select")}
          isBusy={!!course.isBusy}
          onSend={(comment) => act(() => api.post("/v1/works/{work_id}/select", { path, body: { comment } }))}
        />
      )}
      {work.state !== "returned" && (
        <WithText
          label={say(work.state === "published" ? "down" : "reason")}
          word={say(work.state === "published" ? "takeDown" : "back")}
          isRequired
          isBusy={!!course.isBusy}
          onSend={(reason) => act(() => api.post("/v1/works/{work_id}/return", { path, body: { reason } }))}
        />
      )}
      <Outcome of={course} />
    </article>
  );
}

function WithText({ label, word, isRequired, isBusy, onSend }: {
  label: string;
  word: string;
  isRequired?: boolean;
  isBusy: boolean;
  onSend: (text: string) => void;
}) {
  const [text, setText] = useState("");
  return (
    <form class="controls" onSubmit={(event) => (event.preventDefault(), onSend(text.trim()))}>
      <Field isWide label={label} value={text} onChange={setText} required={isRequired} maxLength={500} />
      <button type="submit" disabled={isBusy}>{word}</button>
    </form>
  );
}
