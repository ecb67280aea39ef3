import { language, wordsOf } from "../../shared/words.ts";
import { api } from "../api.ts";
import { Outcome, useAct } from "../parts/act.tsx";
import { Table } from "../parts/table.tsx";
import type { Draft, Template } from "./draft.ts";
import { labelOf } from "./words.ts";

const say = wordsOf({
  title: ["其他报表中的同名数据", "The same figures in another form"],
  why: [
    "本单位在另一张报表中填了不同的数据；采用与否由您决定，两张报表互不改动。",
    "Another form of this unit says something else. Take it over or leave it: no form changes another.",
  ],
  cell: ["项目", "Cell"],
  here: ["本表", "Here"],
  there: ["{form}", "{form}"],
  adopt: ["采用", "Take over"],
});
const shown = (value: number | null | undefined) =>
  value === null || value === undefined ? "—" : value.toLocaleString(language.value);

/** What another form of the same unit says, to be taken over cell by cell. */
export function Offered({ draft, template }: { draft: Draft; template: Template }) {
  const course = useAct();
  const { offered, values, id } = draft.report.value;
  const differing = Object.entries(offered).filter(([cell, each]) => values[cell] !== each.value);
  if (differing.length === 0 || !draft.isOpen()) return null;
  const adopt = (indicators: string[]) =>
    course.act(async () => {
      if (draft.saving.value !== "saved") await draft.save();
      await api.post("/v1/reports/{report_id}/adoptions", { path: { report_id: id }, body: { indicators } });
      await draft.read();
    });
  return (
    <details class="card">
      <summary>{say("title")}（{differing.length}）</summary>
      <p>{say("why")}</p>
      <Table
        heads={[say("cell"), say("here"), say("there", { form: differing[0]![1].from_template }), null]}
        rows={differing.map(([cell, each]) => ({
          key: cell,
          cells: [
            labelOf(template, cell),
            shown(values[cell]),
            shown(each.value),
            <button key="button" type="button" onClick={() => void adopt([cell])}>{say("adopt")}</button>,
          ],
        }))}
      />
      <Outcome of={course} />
    </details>
  );
}
