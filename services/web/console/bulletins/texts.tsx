import { useState } from "preact/hooks";
import type { Answer } from "contest-client";
import { Loading } from "../../shared/loading.tsx";
import { wordsOf } from "../../shared/words.ts";
import { api, unitCode } from "../api.ts";
import { Outcome, useAct } from "../parts/act.tsx";
import { Area } from "../parts/field.tsx";

const say = wordsOf({
  words: ["通报用语（{unit}）", "Words of the bulletins of {unit}"],
  why: ["花括号内为可用的数据项：{names}", "What may stand in braces: {names}"],
  masthead: ["红色发文机关标志（用红头纸的留空）", "Red name at the top (empty on a letterhead)"],
  title: ["标题", "Title"],
  number: ["文号", "Number"],
  addressees: ["主送单位", "To"],
  opening: ["正文首段", "Opening"],
  further: ["其余发布单位", "Other issuing units"],
  standing: ["本单位名次", "Own standing"],
  final_closing: ["最终结果的结尾", "Closing of the final one"],
  closing: ["结尾", "Closing"],
  issuer: ["落款", "Issued by"],
  save: ["保存", "Save"],
  saved: ["已保存，下载的通报即用新的用语。", "Saved; bulletins use these words from now on."],
});
type Known = Answer<"/v1/bulletins/texts/{unit_code}", "get">;
const NAMES = [
  "masthead",
  "number",
  "title",
  "addressees",
  "opening",
  "further",
  "standing",
  "closing",
  "final_closing",
  "issuer",
] as const;

/** The words around the figures, which belong to the unit that issues the bulletin. */
export function Texts() {
  const path = { unit_code: unitCode.value };
  return (
    <details class="card">
      <summary>{say("words", { unit: unitCode.value })}</summary>
      <Loading on={[unitCode.value]} load={() => api.get("/v1/bulletins/texts/{unit_code}", { path })}>
        {(known) => <Editor known={known} />}
      </Loading>
    </details>
  );
}

function Editor({ known }: { known: Known }) {
  const { unit, placeholders, ...sent } = known;
  const [form, setForm] = useState(sent);
  const course = useAct();
  const save = () =>
    course.act(async () => {
      await api.put("/v1/bulletins/texts/{unit_code}", { path: { unit_code: unit }, body: form });
      return say("saved");
    });
  return (
    <form onSubmit={(event) => (event.preventDefault(), void save())}>
      <p>{say("why", { names: placeholders.map((each) => `{${each}}`).join(" ") })}</p>
      {NAMES.map((name) => (
        <Area
          key={name}
          label={say(name)}
          value={form[name] || ""}
          onChange={(text) => setForm({ ...form, [name]: text })}
          maxLength={1000}
          rows={1}
        />
      ))}
      <button type="submit" class="main" disabled={course.isBusy}>{say("save")}</button>
      <Outcome of={course} />
    </form>
  );
}
