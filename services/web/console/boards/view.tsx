import { Bars } from "../../shared/chart.tsx";
import { Loading } from "../../shared/loading.tsx";
import { addressOf, go, place } from "../../shared/router.ts";
import { language, wordsOf } from "../../shared/words.ts";
import { api, contest } from "../api.ts";
import { Scroll } from "../../shared/scroll.tsx";

const say = wordsOf({
  title: ["排行榜", "Boards"],
  entry: ["入口", "Entrance"],
  region: ["地区", "Regions"],
  enterprise: ["中央企业", "Central enterprises"],
  metric: ["指标", "Metric"],
  period: ["时段", "Period"],
  date: ["日期", "Day"],
  total: ["累计", "Total"],
  day: ["当日", "Day"],
  week: ["当周", "Week"],
  points: ["总分", "Points"],
  participants: ["参与人数", "Participants"],
  sessions: ["答题人次", "Sessions"],
  average_score: ["平均分", "Average score"],
  full_mark_rate: ["满分率", "Full-mark rate"],
  participation_rate: ["参与率", "Participation rate"],
  composite: ["综合得分", "Composite"],
  up: ["返回上级", "Up"],
  rank: ["名次", "Rank"],
  unit: ["单位", "Unit"],
  asOf: ["截至 {at}", "As of {at}"],
  sentence: ["第一名 {first}，共 {count} 个单位。", "{first} leads {count} {count|unit|units}."],
  tied: [
    "{first} 等 {tied} 个单位并列第一，共 {count} 个单位。",
    "{first} and others, {tied} in all, lead {count} units.",
  ],
  none: ["还没有数据。", "There are no figures yet."],
});
const METRICS = [
  "points",
  "participants",
  "sessions",
  "average_score",
  "full_mark_rate",
  "participation_rate",
  "composite",
] as const;
const PERIODS = ["total", "day", "week"] as const;
const SHOWN = 20;

type Query = Record<string, string | undefined>;

/** Every board, with its metric and period in the address, as a chart, a sentence and a table. */
export default function Boards() {
  const current = contest.value;
  const asked: Query = Object.fromEntries(place.value.query);
  const entry = asked.entry || "region";
  const metric = (asked.metric || "points") as typeof METRICS[number];
  const period = asked.period || "total";
  if (!current) return null;
  const set = (change: Query) => go(addressOf(["boards"], { ...asked, ...change }));
  const query = { metric, period, parent: asked.parent, date: period === "total" ? undefined : asked.date };
  const load = () =>
    api.get("/v1/leaderboards/{contest_id}/{entry}", {
      path: { contest_id: current.id, entry },
      query: query as never,
    });
  const value = (row: Record<string, unknown>) => row[metric] as number | null;
  return (
    <>
      <h1>{say("title")}</h1>
      <p class="controls">
        <Choice
          name="entry"
          value={entry}
          of={["region", "enterprise"]}
          onChoose={(each) => set({ entry: each, parent: undefined })}
        />
        <Choice name="metric" value={metric} of={METRICS} onChoose={(each) => set({ metric: each })} />
        <Choice name="period" value={period} of={PERIODS} onChoose={(each) => set({ period: each })} />
        {period !== "total" && (
          <label>
            {say("date")}
            <input
              type="date"
              value={asked.date || ""}
              onChange={(event) => set({ date: event.currentTarget.value || undefined })}
            />
          </label>
        )}
      </p>
      {asked.parent && (
        <p>
          <a href={addressOf(["boards"], { ...asked, parent: undefined })}>‹ {say("up")}</a>
        </p>
      )}
      <Loading on={[current.id, entry, metric, period, asked.parent, asked.date]} load={load}>
        {(board) => (
          <section class="card">
            {board.items.some(value) && (
              <Bars
                title={say(metric)}
                items={board.items.slice(0, SHOWN).map((row) => ({
                  label: row.unit.name.slice(0, 4),
                  value: value(row) || 0,
                }))}
              />
            )}
            <p>{sentenceOf(board.items.filter((row) => row.rank === 1 && value(row)), board.items.length)}</p>
            <Scroll>
              <table class="ranked">
                <caption>{say("asOf", { at: new Date(board.as_of).toLocaleString(language.value) })}</caption>
                <thead>
                  <tr>
                    <th scope="col">{say("rank")}</th>
                    <th scope="col">{say("unit")}</th>
                    <th scope="col">{say(metric)}</th>
                  </tr>
                </thead>
                <tbody>
                  {board.items.map((row) => (
                    <tr key={row.unit.code}>
                      <td>{row.rank === null ? "—" : row.rank}</td>
                      <th scope="row">
                        <a href={addressOf(["boards"], { ...asked, parent: row.unit.code })}>{row.unit.name}</a>
                      </th>
                      <td>{value(row) === null ? "—" : value(row)!.toLocaleString(language.value)}</td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </Scroll>
          </section>
        )}
      </Loading>
    </>
  );
}

function sentenceOf(leaders: { unit: { name: string } }[], count: number): string {
  if (!leaders[0]) return say("none");
  const first = leaders[0].unit.name;
  return leaders.length === 1 ? say("sentence", { first, count }) : say("tied", { first, tied: leaders.length, count });
}

function Choice({ name, value, of, onChoose }: {
  name: "entry" | "metric" | "period";
  value: string;
  of: readonly string[];
  onChoose: (value: string) => void;
}) {
  return (
    <label>
      {say(name)}
      <select value={value} onChange={(event) => onChoose(event.currentTarget.value)}>
        {of.map((each) => <option key={each} value={each}>{say(each as "points")}</option>)}
      </select>
    </label>
  );
}
