import { addressOf } from "../../shared/router.ts";
import { wordsOf } from "../../shared/words.ts";
import { contests, has } from "../api.ts";
import { Table } from "../parts/table.tsx";
import { UnitName } from "../parts/unit_name.tsx";
import { shown, stateWord } from "./words.ts";

const say = wordsOf({
  title: ["竞赛", "Contests"],
  add: ["新建竞赛", "New contest"],
  name: ["名称", "Title"],
  state: ["状态", "State"],
  owner: ["主办单位", "Owner"],
  window: ["起止时间", "From, until"],
  finals: ["确定成绩", "Finals"],
  none: ["还没有竞赛。", "There is no contest yet."],
});

export function Contests() {
  const items = contests.value;
  return (
    <>
      <h1>{say("title")}</h1>
      {has("administrator") && (
        <p>
          <a href={addressOf(["contests", "new"])}>{say("add")} ›</a>
        </p>
      )}
      {items.length === 0 ? <p>{say("none")}</p> : (
        <section class="card">
          <Table
            hasWords
            heads={[say("name"), say("state"), say("owner"), say("window"), null]}
            rows={items.map((each) => ({
              key: each.id,
              cells: [
                <a key="link" href={addressOf(["contests", each.id])}>{each.title}</a>,
                stateWord(each.state),
                <UnitName key="owner" code={each.owner_unit} />,
                <span key="window">
                  {shown(each.opens_at, each.time_zone)} –<br />
                  {shown(each.closes_at, each.time_zone)}
                </span>,
                <a key="link" href={addressOf(["contests", each.id, "finals"])}>{say("finals")} ›</a>,
              ],
            }))}
          />
        </section>
      )}
    </>
  );
}
