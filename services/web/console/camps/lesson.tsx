import { useState } from "preact/hooks";
import type { Answer, Call } from "contest-client";
import { CATEGORIES, categoryWord } from "../../shared/categories.ts";
import { wordsOf } from "../../shared/words.ts";
import { api } from "../api.ts";
import { instantOf, localOf } from "../contests/words.ts";
import { Outcome, useAct } from "../parts/act.tsx";
import { Choice, Field, Tick } from "../parts/field.tsx";
import { Checks, type Question } from "./checks.tsx";
import { KINDS, kindWord, type Lesson, ZONE } from "./words.ts";

const say = wordsOf({
  title: ["课程名称", "Title"],
  category: ["类别", "Topic"],
  kind: ["形式", "Kind"],
  minutes: ["时长（分钟）", "Length (minutes)"],
  provider: ["平台", "Where it is hosted"],
  url: ["链接", "Link"],
  starts: ["直播开始时间", "The live lecture begins"],
  own: ["使用系统自带的图文页面", "Keep the page of this system"],
  save: ["保存课程", "Save the lesson"],
  cancel: ["取消", "Cancel"],
});
type Edited = Answer<"/v1/camps/{camp_id}/lessons/{lesson_id}", "get">;
type Body = Call<"/v1/camps/{camp_id}/lessons", "post">["body"];
const MINUTE_MS = 60_000;

/** One lesson with what it asks. Questions that nobody touched are not sent: those who were asked one are not asked anew. */
export function Editor({ camp, lesson, onDone, onCancel }: {
  camp: string;
  lesson?: Edited;
  onDone: () => void;
  onCancel: () => void;
}) {
  const page = lesson && lesson.media.url.startsWith("/") ? lesson.media : undefined;
  const [keepsPage, setKeepsPage] = useState(!!page);
  const [form, setForm] = useState({
    title: lesson ? lesson.title : "",
    category: lesson ? lesson.category : CATEGORIES[0] as string,
    kind: lesson ? lesson.kind : KINDS[0],
    minutes: lesson ? String(lesson.duration_ms / MINUTE_MS) : "",
    provider: lesson && !page ? lesson.media.provider : "",
    url: lesson && !page ? lesson.media.url : "",
    starts: lesson && lesson.starts_at ? localOf(lesson.starts_at, ZONE) : "",
  });
  const known: Question[] = lesson ? lesson.checks : [];
  const [questions, setQuestions] = useState(known);
  const course = useAct();
  const set = (change: Partial<typeof form>) => setForm({ ...form, ...change });
  const save = () =>
    course.act(async () => {
      const body: Body = {
        title: form.title,
        category: form.category,
        kind: form.kind,
        duration_ms: Math.round(Number(form.minutes) * MINUTE_MS),
        media: page && keepsPage ? page : { provider: form.provider, url: form.url },
        starts_at: form.kind === "live" && form.starts ? instantOf(form.starts, ZONE) : null,
        ...(questions === known ? {} : { checks: questions }),
      };
      if (!lesson) await api.post("/v1/camps/{camp_id}/lessons", { path: { camp_id: camp }, body });
      else {
        const path = { camp_id: camp, lesson_id: lesson.id };
        await api.put("/v1/camps/{camp_id}/lessons/{lesson_id}", { path, body });
      }
      onDone();
    });
  const categories = (CATEGORIES as readonly string[]).includes(form.category)
    ? CATEGORIES
    : [form.category, ...CATEGORIES];
  return (
    <form onSubmit={(event) => (event.preventDefault(), void save())}>
      <div class="controls">
        <Field
          isWide
          label={say("title")}
          value={form.title}
          onChange={(title) => set({ title })}
          required
          maxLength={200}
        />
        <Choice
          label={say("category")}
          value={form.category}
          onChange={(category) => set({ category })}
          of={categories.map((each) => [each, categoryWord(each)] as const)}
        />
        <Choice
          label={say("kind")}
          value={form.kind}
          onChange={(kind) => set({ kind: kind as Lesson["kind"] })}
          of={KINDS.map((each) => [each, kindWord(each)] as const)}
        />
        <Field
          type="number"
          min={1}
          max={1440}
          label={say("minutes")}
          value={form.minutes}
          onChange={(minutes) => set({ minutes })}
          required
        />
        {form.kind === "live" && (
          <Field
            type="datetime-local"
            label={say("starts")}
            value={form.starts}
            onChange={(starts) => set({ starts })}
            required
          />
        )}
        {!keepsPage && (
          <>
            <Field
              label={say("provider")}
              value={form.provider}
              onChange={(provider) => set({ provider })}
              required
              maxLength={50}
            />
            <Field
              isWide
              label={say("url")}
              value={form.url}
              onChange={(url) => set({ url })}
              required
              maxLength={2000}
              placeholder="https://"
            />
          </>
        )}
      </div>
      {page && <Tick label={say("own")} value={keepsPage} onChange={setKeepsPage} />}
      <Checks questions={questions} onChange={setQuestions} />
      <p class="row">
        <button type="submit" class="main" disabled={course.isBusy}>{say("save")}</button>
        <button type="button" onClick={onCancel}>{say("cancel")}</button>
      </p>
      <Outcome of={course} />
    </form>
  );
}
