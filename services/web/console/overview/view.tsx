import { Bars } from "../../shared/chart.tsx";
import { Loading } from "../../shared/loading.tsx";
import { addressOf } from "../../shared/router.ts";
import { language, wordsOf } from "../../shared/words.ts";
import { api, contest, isNational, unitCode } from "../api.ts";
import { Figures } from "../progress/figures.tsx";
import { Silent } from "../progress/silent.tsx";
import { Tiles } from "./tiles.tsx";

const say = wordsOf({
  title: ["{unit} 今日概况", "{unit} today"],
  days: ["每日答题人次", "Sessions by day"],
  rank: [
    "在同级 {of} 个单位中排第 {rank} 名，同级平均 {mean} 分。",
    "{rank} of {of} among its siblings, whose mean is {mean} {mean|point|points}.",
  ],
  trend: [
    "近一周 {latest} 分，前一周 {previous} 分（{change}）。",
    "{latest} {latest|point|points} this week after {previous} the week before ({change}).",
  ],
  more: ["查看每日数据和下级单位", "Days and units below"],
  none: ["还没有竞赛。", "There is no contest yet."],
});
const number = (value: number) => value.toLocaleString(language.value);

/** One page that tells the day of one's own unit. */
export default function Overview() {
  const current = contest.value;
  if (!current) return <p>{say("none")}</p>;
  const path = { contest_id: current.id, unit_code: unitCode.value };
  const load = () =>
    Promise.all([
      api.get("/v1/progress/{contest_id}/{unit_code}", { path }),
      isNational()
        ? api.get("/v1/leaderboards/{contest_id}/{entry}", { path: { contest_id: current.id, entry: "region" } })
        : null,
    ]);
  return (
    <Loading on={[current.id, unitCode.value]} load={load}>
      {([progress, board]) => {
        const { siblings, trend } = progress;
        const growth = trend ? trend.latest.points - trend.previous.points : 0;
        const change = (growth >= 0 ? "+" : "−") + number(Math.abs(growth));
        return (
          <>
            <h1>{say("title", { unit: progress.unit.name })}</h1>
            <Figures totals={progress.totals} asOf={progress.as_of} />
            {siblings && (
              <p>
                {say("rank", { of: siblings.of, rank: siblings.rank, mean: number(Math.round(siblings.mean_points)) })}
              </p>
            )}
            {trend && (
              <p>
                {say("trend", { latest: number(trend.latest.points), previous: number(trend.previous.points), change })}
              </p>
            )}
            <section class="card">
              <h2>{say("days")}</h2>
              <Bars
                title={say("days")}
                items={progress.by_day.map((day) => ({ label: day.date.slice(5), value: day.sessions }))}
              />
              <a href={addressOf(["progress"], { unit: progress.unit.code, contest: current.id })}>{say("more")} ›</a>
            </section>
            {board && (
              <section class="card">
                <Tiles rows={board.items} contest={current.id} />
              </section>
            )}
            <Silent units={progress.silent_children} />
          </>
        );
      }}
    </Loading>
  );
}
