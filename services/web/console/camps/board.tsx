import { Bars } from "../../shared/chart.tsx";
import { Loading } from "../../shared/loading.tsx";
import { addressOf, go, place } from "../../shared/router.ts";
import { language, wordsOf } from "../../shared/words.ts";
import { api } from "../api.ts";
import { Choice } from "../parts/field.tsx";
import { Table } from "../parts/table.tsx";
import { type Camp, METRICS, metricWord } from "./words.ts";

const say = wordsOf({
  entry: ["参加方式", "Entrance"],
  region: ["地区", "Regions"],
  enterprise: ["中央企业", "Enterprises"],
  metric: ["指标", "Metric"],
  unit: ["单位", "Unit"],
  rank: ["名次", "Rank"],
  up: ["返回最上级", "Back to the top"],
  asOf: ["截至 {at}", "As of {at}"],
  none: ["还没有单位有学员。", "No unit has learners yet."],
  sum: [
    "共 {learners} 名学员、{hours} 学时、{certificates} 张证书、{works} 件作品。",
    "{learners} {learners|learner|learners}, {hours} lesson hours, {certificates} certificates, {works} works in all.",
  ],
});
const SHOWN = 15;
const number = (value: number) => value.toLocaleString(language.value);

/** How far the units are, by whatever is counted of them; each unit leads to those below it. */
export function Board({ camp }: { camp: Camp }) {
  const { query } = place.value;
  const entry = query.get("entry") || "region";
  const metric = METRICS.find((each) => each === query.get("metric")) || "learners";
  const parent = query.get("parent") || undefined;
  const to = (change: Record<string, string | undefined>) =>
    addressOf(["camps", camp.id, "board"], { entry, metric, parent, ...change });
  const load = () =>
    api.get("/v1/camps/{camp_id}/board/{entry}", {
      path: { camp_id: camp.id, entry },
      query: { metric, parent } as never,
    });
  return (
    <>
      <div class="controls">
        <Choice
          label={say("entry")}
          value={entry}
          onChange={(each) => go(to({ entry: each, parent: undefined }))}
          of={[["region", say("region")], ["enterprise", say("enterprise")]]}
        />
        <Choice
          label={say("metric")}
          value={metric}
          onChange={(each) => go(to({ metric: each }))}
          of={METRICS.map((each) => [each, metricWord(each)] as const)}
        />
      </div>
      {parent && (
        <p>
          <a href={to({ parent: undefined })}>‹ {say("up")}</a>
        </p>
      )}
      <Loading on={[camp.id, entry, metric, parent]} load={load}>
        {(board) => {
          const total = (of: typeof METRICS[number]) =>
            number(Math.round(board.items.reduce((sum, row) => sum + row[of], 0) * 100) / 100);
          if (board.items.every((row) => row.learners === 0)) return <p class="card">{say("none")}</p>;
          const values = Object.fromEntries(METRICS.map((each) => [each, total(each)]));
          return (
            <section class="card">
              <p>{say("sum", values)}</p>
              <Bars
                title={metricWord(metric)}
                items={board.items.slice(0, SHOWN).map((row) => ({
                  label: row.unit.name.slice(0, 4),
                  value: row[metric],
                }))}
              />
              <Table
                caption={say("asOf", { at: new Date(board.as_of).toLocaleString(language.value) })}
                heads={[say("unit"), say("rank"), ...METRICS.map((each) => metricWord(each))]}
                rows={board.items.map((row) => ({
                  key: row.unit.code,
                  cells: [
                    <a key="unit" href={to({ parent: row.unit.code })}>{row.unit.name}</a>,
                    row.rank,
                    ...METRICS.map((each) => number(row[each])),
                  ],
                }))}
              />
            </section>
          );
        }}
      </Loading>
    </>
  );
}
