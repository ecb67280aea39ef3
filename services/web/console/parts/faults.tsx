import { Problem } from "contest-client";
import { Fault } from "../../shared/fault.tsx";
import { wordsOf } from "../../shared/words.ts";

const say = wordsOf({
  faults: ["发现 {count} 处问题：", "Faults found: {count}"],
  row: ["第 {row} 行 {column}：", "Row {row}, {column}:"],
});
/** A cell of a sheet, as pointers name it. */
const CELL = /^\/(\d+)\/(.+)$/;

/** A refusal in one sentence, or, where it names its places, every fault at its place. */
export function Faults({ fault }: { fault: unknown }) {
  const named = fault instanceof Problem ? fault.details.errors || [] : [];
  if (named.length === 0) return <Fault fault={fault} />;
  return (
    <div class="fault" role="alert">
      <p>{say("faults", { count: named.length })}</p>
      <ul>
        {named.map((each) => (
          <li key={each.pointer + each.code + each.detail}>
            <b>{placeOf(each.pointer)}</b> {each.detail}
          </li>
        ))}
      </ul>
    </div>
  );
}

function placeOf(pointer: string): string {
  const cell = CELL.exec(pointer);
  return cell ? say("row", { row: cell[1]!, column: cell[2]! }) : pointer.replace(/^\//, "");
}
