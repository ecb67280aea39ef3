import { addressOf } from "../../shared/router.ts";
import { language, wordsOf } from "../../shared/words.ts";

const say = wordsOf({
  title: ["各省级单位分布（示意方格，非地图）", "Provincial units as tiles (not a map)"],
});

/** Row and column of each provincial unit: neighbours stay neighbours as far as squares allow. */
const PLACES: Record<string, [row: number, column: number]> = {
  "230000": [0, 7],
  "650000": [1, 1],
  XPCC: [2, 1],
  "150000": [1, 5],
  "220000": [1, 7],
  "620000": [2, 3],
  "640000": [2, 4],
  "140000": [2, 5],
  "110000": [1, 6],
  "130000": [2, 6],
  "210000": [2, 7],
  "630000": [3, 2],
  "610000": [3, 4],
  "410000": [3, 5],
  "120000": [3, 6],
  "370000": [3, 7],
  "540000": [4, 1],
  "510000": [4, 3],
  "500000": [4, 4],
  "420000": [4, 5],
  "340000": [4, 6],
  "320000": [4, 7],
  "310000": [4, 8],
  "530000": [5, 3],
  "520000": [5, 4],
  "430000": [5, 5],
  "360000": [5, 6],
  "330000": [5, 7],
  "450000": [6, 4],
  "440000": [6, 5],
  "350000": [6, 6],
  "460000": [7, 5],
};
const SHORT = (name: string) =>
  name.startsWith("黑龙") || name.startsWith("内蒙")
    ? name.slice(0, 3)
    : name.startsWith("新疆生产")
    ? "兵团"
    : name.slice(0, 2);
const SHADES = 5;

interface Row {
  unit: { code: string; name: string };
  points: number;
}

/** The whole country at a glance: darker is more. Each tile leads to its unit; the table beside it has the figures. */
export function Tiles({ rows, contest }: { rows: Row[]; contest: string }) {
  const most = Math.max(1, ...rows.map((row) => row.points));
  return (
    <figure>
      <figcaption>{say("title")}</figcaption>
      <div class="tiles">
        {rows.filter((row) => PLACES[row.unit.code]).map((row) => {
          const [down, across] = PLACES[row.unit.code]!;
          const shade = row.points ? Math.max(1, Math.ceil((row.points / most) * SHADES)) : 0;
          return (
            <a
              key={row.unit.code}
              class={`tile shade-${shade} row-${down} column-${across}`}
              href={addressOf(["progress"], { unit: row.unit.code, contest })}
              title={`${row.unit.name} ${row.points.toLocaleString(language.value)}`}
            >
              {SHORT(row.unit.name)}
            </a>
          );
        })}
      </div>
    </figure>
  );
}
