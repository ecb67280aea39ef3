import { Bars } from "../../shared/chart.tsx";
import { Loading } from "../../shared/loading.tsx";
import { addressOf, go, place } from "../../shared/router.ts";
import { wordsOf } from "../../shared/words.ts";
import { api, contest, saveFile, unitCode } from "../api.ts";
import { Outcome, useAct } from "../parts/act.tsx";
import { Choice, Field } from "../parts/field.tsx";
import { Figures } from "./figures.tsx";
import { Silent } from "./silent.tsx";
import { TotalsTable } from "./table.tsx";

const say = wordsOf({
  title: ["{unit} 进度", "Progress of {unit}"],
  back: ["返回本单位", "Back to my unit"],
  date: ["查看某日各时段", "Hours of a day"],
  depth: ["未参与单位查到", "Silent units down to"],
  one: ["下一级", "the next level"],
  two: ["下两级", "two levels below"],
  all: ["所有下级", "all levels"],
  hours: ["{date} 各时段答题人次", "Sessions by hour on {date}"],
  hour: ["时段", "Hour"],
  noHours: ["{date} 全赛答题人次过多，不提供各时段数据。", "{date} has too many sessions to show its hours."],
  days: ["每日答题人次", "Sessions by day"],
  day: ["日期", "Day"],
  below: ["下级单位", "Units below"],
  unit: ["单位", "Unit"],
  save: ["下载表格", "Download as a workbook"],
  none: ["还没有竞赛。", "There is no contest yet."],
});

/** A unit by day, by hour of the day that the address names, and child by child; every child leads a level down. */
export default function Progress() {
  const current = contest.value;
  const course = useAct();
  if (!current) return <p>{say("none")}</p>;
  const { query: asked } = place.value;
  const path = { contest_id: current.id, unit_code: unitCode.value };
  const query = { date: asked.get("date") || undefined, depth: asked.get("depth") || undefined };
  const set = (change: Record<string, string>) =>
    go(addressOf(["progress"], { ...Object.fromEntries(asked), ...change }));
  const save = () =>
    course.act(() =>
      saveFile(
        "/v1/progress/{contest_id}/{unit_code}",
        { path, query: { ...query, format: "xlsx" } },
        `${path.unit_code}.xlsx`,
      )
    );
  return (
    <Loading
      on={[current.id, path.unit_code, query.date, query.depth]}
      load={() => api.get("/v1/progress/{contest_id}/{unit_code}", { path, query })}
    >
      {(progress) => (
        <>
          <h1>{say("title", { unit: progress.unit.name })}</h1>
          {asked.get("unit") && (
            <p>
              <a href={addressOf(["progress"], { contest: current.id })}>‹ {say("back")}</a>
            </p>
          )}
          <Figures totals={progress.totals} asOf={progress.as_of} />
          <div class="controls">
            <Field type="date" label={say("date")} value={query.date || ""} onChange={(date) => set({ date })} />
            <Choice
              label={say("depth")}
              value={query.depth || "1"}
              onChange={(depth) => set({ depth })}
              of={[["1", say("one")], ["2", say("two")], ["all", say("all")]]}
            />
            <button type="button" onClick={() => void save()}>{say("save")}</button>
          </div>
          <Outcome of={course} />
          {!progress.by_hour && query.date && <p class="card">{say("noHours", { date: query.date })}</p>}
          {progress.by_hour && query.date && (
            <section class="card">
              <h2>{say("hours", { date: query.date })}</h2>
              <Bars
                title={say("hours", { date: query.date })}
                items={progress.by_hour.map((each) => ({ label: `${each.hour}:00`, value: each.sessions }))}
              />
              <TotalsTable
                first={say("hour")}
                rows={progress.by_hour.filter((each) => each.sessions > 0).map((each) => ({
                  ...each,
                  key: String(each.hour),
                  head: `${each.hour}:00`,
                }))}
              />
            </section>
          )}
          <section class="card">
            <h2>{say("days")}</h2>
            <Bars
              title={say("days")}
              items={progress.by_day.map((day) => ({ label: day.date.slice(5), value: day.sessions }))}
            />
            <TotalsTable
              first={say("day")}
              rows={progress.by_day.map((day) => ({
                ...day,
                key: day.date,
                head: <a href={addressOf(["progress"], { ...Object.fromEntries(asked), date: day.date })}>{day.date}
                </a>,
              }))}
            />
          </section>
          {progress.children.length > 0 && (
            <section class="card">
              <h2>{say("below")}</h2>
              <TotalsTable
                first={say("unit")}
                rows={progress.children.map((child) => ({
                  ...child,
                  key: child.unit.code,
                  head: (
                    <a href={addressOf(["progress"], { contest: current.id, unit: child.unit.code })}>
                      {child.unit.name}
                    </a>
                  ),
                }))}
              />
            </section>
          )}
          <Silent units={progress.silent_children} />
        </>
      )}
    </Loading>
  );
}
