import { Loading } from "../../shared/loading.tsx";
import { addressOf, go, place } from "../../shared/router.ts";
import { language, wordsOf } from "../../shared/words.ts";
import { api, has, saveFile } from "../api.ts";
import { Outcome, useAct } from "../parts/act.tsx";
import { Table } from "../parts/table.tsx";
import { Relief } from "./relief.tsx";
import { stateWord } from "./words.ts";

const say = wordsOf({
  title: ["{unit} 汇总", "Roll-up of {unit}"],
  stale: ["下级报表已有变动，此汇总需要重新上报。", "Reports below have changed since; submit anew."],
  missing: ["缺报单位（{count}）：{units}", "Missing ({count}): {units}"],
  indicator: ["指标", "Indicator"],
  own: ["本级", "Own"],
  subordinate: ["下级汇总", "Below"],
  total: ["合计", "Total"],
  receipt: ["所用下级报表", "Reports it is made of"],
  state: ["下级上报情况", "Units below"],
  unit: ["单位", "Unit"],
  version: ["版本", "Version"],
  sheet: ["下载汇总表", "Download"],
  now: ["状态", "State"],
  due: ["截止日期", "Due"],
  submitted: ["上报时间", "Submitted at"],
  late: ["逾期", "late"],
  behalf: ["代填", "Fill in for it"],
  excused: ["免报", "excused"],
  contacts: ["缺报单位联系方式", "Contacts of the missing units"],
  contact: ["联系人", "Contact"],
  phone: ["联系电话", "Telephone"],
  rate: ["上报率 {submitted}，通过率 {accepted}", "{submitted} submitted, {accepted} accepted"],
});
const number = (value: number | null | undefined) =>
  value === null || value === undefined ? "—" : value.toLocaleString(language.value);
const percent = (value: number) => `${Math.round(value * 100)}%`;

/** Own figures, those below and their sum, with the receipt of what went in and who is missing. */
export function RollUp({ template, unit }: { template: string; unit: string }) {
  const path = { template_id: template, unit };
  const campaign = place.value.query.get("campaign") || undefined;
  const query = { campaign };
  const course = useAct();
  const fillInFor = (child: string) =>
    course.act(async () => {
      const body = { template_id: template, unit: child, campaign_id: campaign };
      go(addressOf(["reports", (await api.post("/v1/reports", { body })).id]));
    });
  const load = () =>
    Promise.all([
      api.get("/v1/rollups/{template_id}/{unit}", { path, query }),
      api.get("/v1/completeness/{template_id}/{unit}", { path, query }),
      api.get("/v1/templates/{template_id}", { path: { template_id: template } }),
    ]);
  return (
    <Loading on={[template, unit, campaign]} load={load}>
      {([rolled, complete, form], reload) => (
        <>
          <h1>{say("title", { unit: rolled.unit.name })}</h1>
          {rolled.is_stale && <p class="fault">{say("stale")}</p>}
          <p>
            {say("rate", { submitted: percent(complete.submission_rate), accepted: percent(complete.acceptance_rate) })}
          </p>
          {rolled.missing_units.length > 0 && (
            <p>
              {say("missing", {
                count: rolled.missing_units.length,
                units: rolled.missing_units.map((each) => each.name).join("、"),
              })}
            </p>
          )}
          <p>
            <button
              type="button"
              onClick={() =>
                void course.act(() =>
                  saveFile("/v1/rollups/{template_id}/{unit}/sheet.xlsx", { path, query }, "rollup.xlsx")
                )}
            >
              {say("sheet")}
            </button>
          </p>
          <Outcome of={course} />
          <div class="scroll card">
            <table>
              <thead>
                <tr>
                  {(["indicator", "own", "subordinate", "total"] as const).map((name) => (
                    <th scope="col" key={name}>{say(name)}</th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {(form.indicators as unknown as { id: string; label?: string; label_zh?: string }[]).map((each) => (
                  <tr key={each.id}>
                    <th scope="row">{each.label || each.label_zh || each.id}</th>
                    <td>{number(rolled.own[each.id])}</td>
                    <td>{number(rolled.subordinate[each.id])}</td>
                    <td>
                      <b>{number(rolled.total[each.id])}</b>
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
          <section class="card">
            <h2>{say("state")}</h2>
            <Table
              hasWords
              heads={[say("unit"), say("now"), say("due"), say("submitted"), null]}
              rows={complete.units.map((each) => ({
                key: each.unit.code,
                cells: [
                  each.report_id
                    ? <a key="link" href={addressOf(["reports", each.report_id])}>{each.unit.name}</a>
                    : each.unit.name,
                  each.is_excused ? say("excused") : stateWord(each.state),
                  <span key="name">{each.due_on} {each.is_late && <b>{say("late")}</b>}</span>,
                  each.submitted_at ? new Date(each.submitted_at).toLocaleString(language.value) : "—",
                  !each.report_id && each.parent === unit && has("reporter") && (
                    <button
                      key="behalf"
                      type="button"
                      class="small"
                      onClick={() => void fillInFor(each.unit.code)}
                    >
                      {say("behalf")}
                    </button>
                  ),
                ],
              }))}
            />
          </section>
          {complete.missing.length > 0 && (
            <section class="card">
              <h2>{say("contacts")}</h2>
              <Table
                hasWords
                heads={[say("unit"), say("contact"), say("phone")]}
                rows={complete.missing.map((each) => ({
                  key: each.code,
                  cells: [each.name, each.contact_name || "—", each.contact_phone || "—"],
                }))}
              />
            </section>
          )}
          <Relief
            template={template}
            campaign={campaign}
            units={complete.units.filter((each) => each.parent === unit).map((each) => each.unit)}
            onDone={reload}
          />
        </>
      )}
    </Loading>
  );
}
