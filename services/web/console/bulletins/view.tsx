import { useState } from "preact/hooks";
import { Fault } from "../../shared/fault.tsx";
import { wordsOf } from "../../shared/words.ts";
import { contest, saveFile } from "../api.ts";
import { Texts } from "./texts.tsx";

const say = wordsOf({
  title: ["通报", "Bulletins"],
  why: [
    "选择时段和格式，下载可直接印发的通报。DOCX 可以编辑，PDF 用于打印，XLSX 和 CSV 用于核对数据。",
    "Choose a period and a form. DOCX can be edited, PDF is for print, XLSX and CSV are for checking figures.",
  ],
  period: ["时段", "Period"],
  total: ["累计", "Whole contest"],
  day: ["当日", "Day"],
  week: ["当周", "Week"],
  date: ["日期", "Day"],
  save: ["下载 {format}", "Download {format}"],
});
const FORMATS = ["docx", "pdf", "xlsx", "csv"];

/** Ranking reports to send out. */
export default function Bulletins() {
  const [period, setPeriod] = useState("day");
  const [date, setDate] = useState("");
  const [fault, setFault] = useState<unknown>();
  const current = contest.value;
  if (!current) return null;
  const save = (format: string) => {
    const query = { format, period, ...(period !== "total" && date ? { date } : {}) };
    setFault(undefined);
    saveFile("/v1/bulletins/{contest_id}", { path: { contest_id: current.id }, query }, `${current.id}.${format}`)
      .catch(setFault);
  };
  return (
    <>
      <h1>{say("title")}</h1>
      <section class="card">
        <p>{say("why")}</p>
        <p class="controls">
          <label>
            {say("period")}
            <select value={period} onChange={(event) => setPeriod(event.currentTarget.value)}>
              {(["day", "week", "total"] as const).map((each) => <option key={each} value={each}>{say(each)}</option>)}
            </select>
          </label>
          {period !== "total" && (
            <label>
              {say("date")}
              <input type="date" value={date} onChange={(event) => setDate(event.currentTarget.value)} />
            </label>
          )}
        </p>
        {fault !== undefined && <Fault fault={fault} />}
        <p class="row">
          {FORMATS.map((format) => (
            <button type="button" key={format} onClick={() => save(format)}>
              {say("save", { format: format.toUpperCase() })}
            </button>
          ))}
        </p>
      </section>
      <Texts />
    </>
  );
}
