import { Loading } from "../../shared/loading.tsx";
import { addressOf } from "../../shared/router.ts";
import { wordsOf } from "../../shared/words.ts";
import { api, has } from "../api.ts";
import { Table } from "../parts/table.tsx";
import { UnitName } from "../parts/unit_name.tsx";

const say = wordsOf({
  title: ["报送活动", "Campaigns"],
  why: [
    "一次报送活动规定由谁填报哪些报表、何时上报、报给谁。",
    "A campaign says who fills in which forms, until when, and to whom they report.",
  ],
  none: ["还没有报送活动。", "There are no campaigns yet."],
  add: ["新建报送活动", "New campaign"],
  name: ["名称", "Title"],
  owner: ["组织单位", "Owner"],
  days: ["起止日期", "Days"],
  forms: ["报表", "Forms"],
  lines: ["报送关系", "Reporting lines"],
});

export function Campaigns() {
  return (
    <>
      <h1>{say("title")}</h1>
      <p>{say("why")}</p>
      {has("administrator") && (
        <p>
          <a href={addressOf(["campaigns", "new"])}>{say("add")} ›</a>
        </p>
      )}
      <Loading on={[]} load={() => api.get("/v1/campaigns")}>
        {({ items }) =>
          items.length === 0 ? <p>{say("none")}</p> : (
            <section class="card">
              <Table
                hasWords
                heads={[say("name"), say("owner"), say("days"), say("forms"), null]}
                rows={items.map((each) => ({
                  key: each.id,
                  cells: [
                    <a key="link" href={addressOf(["campaigns", each.id])}>{each.title}</a>,
                    <UnitName key="owner" code={each.owner_unit} />,
                    each.first_day ? `${each.first_day} – ${each.last_day}` : "—",
                    each.templates.length,
                    <a key="link" href={addressOf(["campaigns", each.id, "lines"])}>{say("lines")} ›</a>,
                  ],
                }))}
              />
            </section>
          )}
      </Loading>
    </>
  );
}
