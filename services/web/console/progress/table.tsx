import type { ComponentChildren } from "preact";
import { language, wordsOf } from "../../shared/words.ts";
import { Table } from "../parts/table.tsx";

const say = wordsOf({
  participants: ["参与人数", "Participants"],
  sessions: ["答题人次", "Sessions"],
  points: ["总分", "Points"],
  average: ["平均分", "Average"],
});
const number = (value: number | null) => value === null ? "—" : value.toLocaleString(language.value);

interface Row {
  key: string;
  head: ComponentChildren;
  participants: number;
  sessions: number;
  points: number;
  average_score: number | null;
}

/** The four figures of each day, hour or unit; nothing where there is none. */
export function TotalsTable({ first, rows }: { first: string; rows: Row[] }) {
  if (rows.length === 0) return null;
  return (
    <Table
      heads={[first, say("participants"), say("sessions"), say("points"), say("average")]}
      rows={rows.map((row) => ({
        key: row.key,
        cells: [
          row.head,
          number(row.participants),
          number(row.sessions),
          number(row.points),
          number(row.average_score),
        ],
      }))}
    />
  );
}
