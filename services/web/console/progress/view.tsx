import { Bars } from "../../shared/chart.tsx";
import { Loading } from "../../shared/loading.tsx";
import { addressOf } from "../../shared/router.ts";
import { language, wordsOf } from "../../shared/words.ts";
import { api, contest, saveFile, unitCode } from "../api.ts";
import { Figures } from "./figures.tsx";
import { Silent } from "./silent.tsx";

const say = wordsOf({
  title: ["{unit} 进度", "Progress of {unit}"],
  back: ["返回本单位", "Back to my unit"],
  days: ["每日数据", "By day"],
  day: ["日期", "Day"],
  below: ["下级单位", "Units below"],
  unit: ["单位", "Unit"],
  participants: ["参与人数", "Participants"],
  sessions: ["答题人次", "Sessions"],
  points: ["总分", "Points"],
  average: ["平均分", "Average"],
  save: ["下载表格", "Download as a workbook"],
});
const number = (value: number | null) => value === null ? "—" : value.toLocaleString(language.value);

/** A unit day by day and child by child; every child leads one level down. */
export default function Progress() {
  const current = contest.value;
  if (!current) return null;
  const path = { contest_id: current.id, unit_code: unitCode.value };
  const save = () =>
    saveFile("/v1/progress/{contest_id}/{unit_code}", { path, query: { format: "xlsx" } }, `${unitCode.value}.xlsx`);
  return (
    <Loading
      on={[current.id, unitCode.value]}
      load={() => api.get("/v1/progress/{contest_id}/{unit_code}", { path })}
    >
      {(progress) => (
        <>
          <h1>{say("title", { unit: progress.unit.name })}</h1>
          <p>
            <a href={addressOf(["progress"], { contest: current.id })}>‹ {say("back")}</a>
          </p>
          <Figures totals={progress.totals} asOf={progress.as_of} />
          <p>
            <button type="button" onClick={() => void save()}>{say("save")}</button>
          </p>
          <section class="card">
            <h2>{say("days")}</h2>
            <Bars
              title={say("days")}
              items={progress.by_day.map((day) => ({ label: day.date.slice(5), value: day.sessions }))}
            />
            <Table
              first={say("day")}
              rows={progress.by_day.map((day) => ({ ...day, key: day.date, head: day.date }))}
            />
          </section>
          {progress.children.length > 0 && (
            <section class="card">
              <h2>{say("below")}</h2>
              <Table
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

interface Row {
  key: string;
  head: unknown;
  participants: number;
  sessions: number;
  points: number;
  average_score: number | null;
}

function Table({ first, rows }: { first: string; rows: Row[] }) {
  return (
    <div class="scroll">
      <table>
        <thead>
          <tr>
            <th scope="col">{first}</th>
            {(["participants", "sessions", "points", "average"] as const).map((name) => (
              <th scope="col" key={name}>{say(name)}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.key}>
              <th scope="row">{row.head as string}</th>
              <td>{number(row.participants)}</td>
              <td>{number(row.sessions)}</td>
              <td>{number(row.points)}</td>
              <td>{number(row.average_score)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
