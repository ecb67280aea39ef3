import { wordsOf } from "../../shared/words.ts";
import type { Content, Draft, Report, Template } from "./draft.ts";
import { labelOf } from "./words.ts";

const say = wordsOf({
  title: ["同一张报表已由他人保存。请逐项选择保留哪一份：", "Somebody else has saved this form. Choose for each cell:"],
  cell: ["项目", "Cell"],
  mine: ["我的", "Mine"],
  theirs: ["已保存的", "Saved"],
  allMine: ["全部用我的", "All mine"],
  allTheirs: ["全部用已保存的", "All saved"],
});
const shown = (value: unknown) =>
  value === null || value === undefined || value === ""
    ? "—"
    : typeof value === "object"
    ? JSON.stringify(value)
    : String(value);

/** Both versions cell by cell: nothing that anybody typed is lost without having been seen. */
export function Conflict({ draft, theirs, template }: { draft: Draft; theirs: Report; template: Template }) {
  const mine = draft.content.value;
  const rows = [
    ...cells("header", mine.header, theirs.header),
    ...cells("values", mine.values, theirs.values),
    ...cells("explanations", mine.explanations, theirs.explanations),
    ...(JSON.stringify(mine.other_activities) === JSON.stringify(theirs.other_activities) ? [] : [{
      group: "other_activities" as const,
      key: "other_activities",
      mine: mine.other_activities as unknown,
      theirs: theirs.other_activities as unknown,
    }]),
  ];
  const take = (row: typeof rows[number]) => {
    const next = row.group === "other_activities"
      ? { ...mine, other_activities: theirs.other_activities }
      : { ...mine, [row.group]: { ...mine[row.group], [row.key]: row.theirs } };
    draft.content.value = next as Content;
  };
  return (
    <section class="card fault" role="alertdialog" aria-label={say("title")}>
      <p>{say("title")}</p>
      <table>
        <thead>
          <tr>
            <th scope="col">{say("cell")}</th>
            <th scope="col">{say("mine")}</th>
            <th scope="col">{say("theirs")}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.group + row.key}>
              <th scope="row">{labelOf(template, row.key)}</th>
              <td>{shown(row.mine)}</td>
              <td>
                <button type="button" onClick={() => take(row)}>{shown(row.theirs)}</button>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <p class="row">
        <button type="button" class="main" onClick={() => void draft.settle(draft.content.value)}>
          {say("allMine")}
        </button>
        <button type="button" onClick={() => void draft.settle(theirs)}>{say("allTheirs")}</button>
      </p>
    </section>
  );
}

function cells(group: "header" | "values" | "explanations", mine: object, theirs: object) {
  const own = mine as Record<string, unknown>;
  const other = theirs as Record<string, unknown>;
  return [...new Set([...Object.keys(own), ...Object.keys(other)])]
    .filter((key) => shown(own[key]) !== shown(other[key]))
    .map((key) => ({ group, key, mine: own[key], theirs: other[key] }));
}
