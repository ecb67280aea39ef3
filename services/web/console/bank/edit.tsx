import { useState } from "preact/hooks";
import type { Answer, Call } from "contest-client";
import { CATEGORIES, categoryWord } from "../../shared/categories.ts";
import { wordsOf } from "../../shared/words.ts";
import { api } from "../api.ts";
import { Outcome, useAct } from "../parts/act.tsx";
import { Area, Choice, Field } from "../parts/field.tsx";
import { PictureFields } from "./picture.tsx";
import { difficultyWord, kindWord } from "./words.ts";

const say = wordsOf({
  category: ["类别", "Category"],
  kind: ["题型", "Kind"],
  difficulty: ["难度", "Difficulty"],
  stem: ["题干", "Stem"],
  option: ["选项 {letter}", "Option {letter}"],
  more: ["增加选项", "One more option"],
  answer: ["正确选项（字母，如 AC）", "Right options (letters, such as AC)"],
  explanation: ["解析", "Explanation"],
  source: ["依据", "Source"],
  save: ["存为草稿", "Keep as a draft"],
  saved: [
    "已存为草稿，等待另一人审核；已发布的版本照常使用。",
    "Kept as a draft for a second person; the published version stays in use.",
  ],
});
type Question = Answer<"/v1/banks/{bank_id}/questions", "get">["items"][number];
type Body = Call<"/v1/questions/{question_id}", "put">["body"];
const LETTERS = "ABCDEFGH";

/** A new version of a question; whoever saved in between is not overwritten. */
export function Edit({ question, onChanged }: { question: Question; onChanged: () => void }) {
  const { category, kind, difficulty, stem, options, answer, explanation, source, picture, picture_alt } = question;
  const [form, setForm] = useState<Body>({
    category: category as Body["category"],
    kind,
    difficulty,
    stem,
    options,
    answer,
    explanation,
    source,
    picture,
    picture_alt,
  });
  const course = useAct();
  const set = (change: Partial<Body>) => setForm({ ...form, ...change });
  const save = () =>
    course.act(async () => {
      await api.put("/v1/questions/{question_id}", {
        path: { question_id: question.id },
        query: { bank: question.bank_id },
        headers: { "If-Match": question.etag },
        body: form,
      });
      onChanged();
      return say("saved");
    });
  const letters = Object.keys(form.options);
  const next = LETTERS[letters.length];
  return (
    <form onSubmit={(event) => (event.preventDefault(), void save())}>
      <div class="controls">
        <Choice
          label={say("category")}
          value={form.category}
          onChange={(text) => set({ category: text as Body["category"] })}
          of={CATEGORIES.map((each) => [each, categoryWord(each)] as const)}
        />
        <Choice
          label={say("kind")}
          value={form.kind}
          onChange={(text) => set({ kind: text as Body["kind"] })}
          of={(["single_choice", "multiple_choice", "true_false"] as const).map((each) => [each, kindWord(each)])}
        />
        <Choice
          label={say("difficulty")}
          value={String(form.difficulty)}
          onChange={(text) => set({ difficulty: Number(text) })}
          of={[1, 2, 3].map((each) => [String(each), difficultyWord(each)] as const)}
        />
      </div>
      <Area label={say("stem")} value={form.stem} onChange={(text) => set({ stem: text })} required maxLength={500} />
      <PictureFields bank={question.bank_id} value={form} onChange={set} />
      {letters.map((letter) => (
        <Field
          isWide
          key={letter}
          label={say("option", { letter })}
          value={form.options[letter]!}
          onChange={(text) => set({ options: { ...form.options, [letter]: text } })}
          required
        />
      ))}
      {next && form.kind !== "true_false" && (
        <button
          type="button"
          onClick={() => set({ options: { ...form.options, [next]: "" } })}
        >
          {say("more")}
        </button>
      )}
      <Field
        label={say("answer")}
        value={form.answer}
        onChange={(text) => set({ answer: text.toUpperCase() })}
        required
        pattern="[A-H]+"
      />
      <Area
        label={say("explanation")}
        value={form.explanation}
        onChange={(text) => set({ explanation: text })}
        required
        maxLength={1000}
      />
      <Field
        isWide
        label={say("source")}
        value={form.source}
        onChange={(text) => set({ source: text })}
        required
        maxLength={300}
      />
      <p class="row">
        <button type="submit" class="main" disabled={course.isBusy}>{say("save")}</button>
      </p>
      <Outcome of={course} />
    </form>
  );
}
