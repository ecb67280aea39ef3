import { Loading } from "../../shared/loading.tsx";
import { addressOf } from "../../shared/router.ts";
import { wordsOf } from "../../shared/words.ts";
import { api, has } from "../api.ts";
import { shown } from "../contests/words.ts";
import { Table } from "../parts/table.tsx";
import { UnitName } from "../parts/unit_name.tsx";
import { campState, ZONE } from "./words.ts";

const say = wordsOf({
  title: ["训练营", "Training camps"],
  why: [
    "学员按服务器时间累计学时，满规定学时可领结业证书；作品经本单位审核后发布，逐级择优推荐。",
    "Learners gather lesson hours by the server's clock and get a certificate; works are reviewed by their unit.",
  ],
  add: ["新建训练营", "New camp"],
  name: ["名称", "Title"],
  state: ["状态", "State"],
  owner: ["主办单位", "Owner"],
  window: ["起止时间", "From, until"],
  none: ["还没有训练营。", "There is no camp yet."],
});

export function Camps() {
  return (
    <>
      <h1>{say("title")}</h1>
      <p>{say("why")}</p>
      {has("administrator") && (
        <p>
          <a href={addressOf(["camps", "new"])}>{say("add")} ›</a>
        </p>
      )}
      <Loading on={[]} load={() => api.get("/v1/camps")}>
        {({ items }) =>
          items.length === 0 ? <p>{say("none")}</p> : (
            <section class="card">
              <Table
                hasWords
                heads={[say("name"), say("state"), say("owner"), say("window")]}
                rows={items.map((each) => ({
                  key: each.id,
                  cells: [
                    <a key="link" href={addressOf(["camps", each.id])}>{each.title}</a>,
                    campState(each),
                    <UnitName key="owner" code={each.owner_unit} />,
                    <span key="window">
                      {shown(each.opens_at, ZONE)} –<br />
                      {shown(each.closes_at, ZONE)}
                    </span>,
                  ],
                }))}
              />
            </section>
          )}
      </Loading>
    </>
  );
}
