import { useState } from "preact/hooks";
import { Fault } from "../../shared/fault.tsx";
import { Loading } from "../../shared/loading.tsx";
import { addressOf, go, place } from "../../shared/router.ts";
import { wordsOf } from "../../shared/words.ts";
import { api, has, isNational, me, unitCode } from "../api.ts";
import { Choice } from "../parts/field.tsx";
import { Inbox } from "./inbox.tsx";
import { Organised } from "./organised.tsx";
import { stateWord } from "./words.ts";
import { Scroll } from "../../shared/scroll.tsx";

const say = wordsOf({
  title: ["报表", "Statistics forms"],
  unit: ["单位", "Unit"],
  owed: ["{unit} 应填报表", "Forms of {unit}"],
  none: ["目前没有应填的报表。", "Nothing is owed at the moment."],
  form: ["报表", "Form"],
  due: ["截止日期", "Due"],
  state: ["状态", "State"],
  late: ["逾期", "late"],
  begin: ["开始填报", "Begin"],
  open: ["打开", "Open"],
  rollup: ["汇总", "Roll-up"],
  reporter: [
    "填报、接收报表需要“填报员”角色。管理员可在“单位与账号”的“为已有账号增加角色”中给自己加上。",
    "Forms are filled in and accepted by reporters. An administrator adds that role under “Units and accounts”.",
  ],
});

/** The units that the reader fills in forms for, each once whatever they are there. */
const ownUnits = () =>
  me.value!.grants.filter(({ role, unit }, index, all) =>
    ["reporter", "administrator"].includes(role) && all.findIndex((each) => each.unit.code === unit.code) === index
  );

/** What waits for the reader, and what their unit owes. */
export function Lists() {
  return has("reporter") || isNational() ? <ListsOfReporter /> : (
    <>
      <h1>{say("title")}</h1>
      <p class="card">{say("reporter")}</p>
    </>
  );
}

function ListsOfReporter() {
  const [fault, setFault] = useState<unknown>();
  const units = ownUnits();
  const code = place.value.query.get("unit") || (units[0] ? units[0].unit.code : unitCode.value);
  const name = units.find((each) => each.unit.code === code)?.unit.name || code;
  async function begin(template_id: string, campaign_id: string): Promise<void> {
    try {
      const report = await api.post("/v1/reports", { body: { template_id, unit: code, campaign_id } });
      go(addressOf(["reports", report.id]));
    } catch (refusal) {
      setFault(refusal);
    }
  }
  return (
    <>
      <h1>{say("title")}</h1>
      <Inbox />
      <section class="card">
        <h2>{say("owed", { unit: name })}</h2>
        {units.length > 1 && (
          <div class="controls">
            <Choice
              label={say("unit")}
              value={code}
              onChange={(unit) => go(addressOf(["reports"], { unit }))}
              of={units.map((each) => [each.unit.code, each.unit.name] as const)}
            />
          </div>
        )}
        {fault !== undefined && <Fault fault={fault} />}
        <Loading on={[code]} load={() => api.get("/v1/obligations", { query: { unit: code } })}>
          {(page) =>
            page.items.length === 0 ? <p>{say("none")}</p> : (
              <Scroll>
                <table>
                  <thead>
                    <tr>
                      <th scope="col">{say("form")}</th>
                      <th scope="col">{say("due")}</th>
                      <th scope="col">{say("state")}</th>
                      <td />
                    </tr>
                  </thead>
                  <tbody>
                    {page.items.map((each) => (
                      <tr key={each.campaign_id + each.template_id}>
                        <th scope="row">{each.title}</th>
                        <td>
                          <time>{each.due_on}</time>
                          {each.is_late && <b>{say("late")}</b>}
                        </td>
                        <td>{stateWord(each.state)}</td>
                        <td>
                          {each.report_id
                            ? <a href={addressOf(["reports", each.report_id])}>{say("open")}</a>
                            : (
                              <button type="button" onClick={() => void begin(each.template_id, each.campaign_id)}>
                                {say("begin")}
                              </button>
                            )}{" "}
                          <a
                            href={addressOf(["reports", "rollup", each.template_id, each.unit.code], {
                              campaign: each.campaign_id,
                            })}
                          >
                            {say("rollup")}
                          </a>
                        </td>
                      </tr>
                    ))}
                  </tbody>
                </table>
              </Scroll>
            )}
        </Loading>
      </section>
      <Organised key={code} unit={code} />
    </>
  );
}
