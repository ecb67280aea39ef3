import { Loading } from "../../shared/loading.tsx";
import { addressOf, place } from "../../shared/router.ts";
import { wordsOf } from "../../shared/words.ts";
import { api, unitCode } from "../api.ts";
import { CheckFile } from "../parts/check_file.tsx";
import { Table } from "../parts/table.tsx";
import { ChangeUnit, NewUnit } from "./unit.tsx";
import { entryWord } from "./words.ts";

const say = wordsOf({
  title: ["{unit} 的下级单位", "Units below {unit}"],
  code: ["代码", "Code"],
  name: ["名称", "Name"],
  kind: ["类别", "Kind"],
  none: ["没有下级单位。", "No units below."],
  up: ["返回上级", "Up"],
  edit: ["修改", "Change"],
  more: ["下一页", "Next page"],
  import: ["导入单位", "Import units"],
  template: ["下载导入模板", "Download a sheet to begin with"],
  good: [
    "检查通过：新增 {added}，修改 {changed}，不变 {unchanged}。",
    "No faults: {added} new, {changed} changed, {unchanged} as they were.",
  ],
  done: ["已导入：新增 {added}，修改 {changed}。", "Imported: {added} new, {changed} changed."],
});

const MOST_OFFICES = 200;
// With a byte order mark, so that office programs take it for UTF-8.
const SHEET = "\ufeff单位代码,单位名称,上级单位代码,单位类别\r\n";

/** The tree below one's own unit, level by level, and how it grows and changes. */
export function Units() {
  const { query } = place.value;
  const parent = query.get("parent") || unitCode.value;
  const cursor = query.get("cursor") || undefined;
  const chosen = query.get("change") || undefined;
  const load = () =>
    Promise.all([
      api.get("/v1/units/{code}", { path: { code: parent } }),
      api.get("/v1/units", { query: { parent, cursor } }),
      // Those that only report are no part of a contest's entrances and are listed by themselves.
      cursor ? null : api.get("/v1/units", { query: { parent, entry: "organisation", limit: MOST_OFFICES } }),
    ]);
  return (
    <Loading on={[parent, cursor]} load={load}>
      {([unit, page, offices], reload) => {
        const items = [...page.items, ...(offices ? offices.items : [])];
        const changed = items.find((each) => each.code === chosen);
        return (
          <>
            <h2>{say("title", { unit: unit.name })}</h2>
            {parent !== unitCode.value && unit.parent && (
              <p>
                <a href={addressOf(["people", "units"], { parent: unit.parent })}>‹ {say("up")}</a>
              </p>
            )}
            <NewUnit key={parent} parent={parent} onDone={reload} />
            <Import onDone={reload} />
            {changed && <ChangeUnit key={changed.code} unit={changed} onDone={reload} />}
            {items.length === 0 ? <p>{say("none")}</p> : (
              <section class="card">
                <Table
                  hasWords
                  heads={[say("name"), say("code"), say("kind"), null]}
                  rows={items.map((each) => ({
                    key: each.code,
                    cells: [
                      each.has_children
                        ? <a key="link" href={addressOf(["people", "units"], { parent: each.code })}>{each.name} ›</a>
                        : each.name,
                      <code key="code">{each.code}</code>,
                      entryWord(each.entry),
                      <a key="link" href={addressOf(["people", "units"], { parent, cursor, change: each.code })}>
                        {say("edit")}
                      </a>,
                    ],
                  }))}
                />
              </section>
            )}
            {page.next_cursor && (
              <a href={addressOf(["people", "units"], { parent, cursor: page.next_cursor })}>{say("more")} ›</a>
            )}
          </>
        );
      }}
    </Loading>
  );
}

function Import({ onDone }: { onDone: () => void }) {
  async function send(data: FormData, isDryRun: boolean): Promise<string> {
    const found = await api.post("/v1/units/imports", {
      query: { dry_run: isDryRun },
      upload: { data },
      timeoutMs: 60_000,
    });
    if (!isDryRun) onDone();
    const counts = { added: found.added.length, changed: found.changed.length, unchanged: found.unchanged };
    return say(isDryRun ? "good" : "done", counts);
  }
  return (
    <>
      <CheckFile title={say("import")} send={send} />
      <p>
        <a download="单位.csv" href={`data:text/csv;charset=utf-8,${encodeURIComponent(SHEET)}`}>{say("template")}</a>
      </p>
    </>
  );
}
