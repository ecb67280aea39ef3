import type { Answer } from "contest-client";
import { Loading } from "../../shared/loading.tsx";
import { addressOf, go, place } from "../../shared/router.ts";
import { wordsOf } from "../../shared/words.ts";
import { api, has, saveFile } from "../api.ts";
import { Outcome, useAct } from "../parts/act.tsx";
import { CheckFile } from "../parts/check_file.tsx";
import { Choice, Field } from "../parts/field.tsx";
import { Table } from "../parts/table.tsx";
import { LineEditor } from "./line.tsx";

const say = wordsOf({
  title: ["{campaign}：报送关系", "{campaign}: reporting lines"],
  back: ["返回报送活动", "Back to the campaign"],
  form: ["报表", "Form"],
  search: ["按单位名称或代码筛选", "Filter by unit name or code"],
  export: ["导出表格（可修改后再导入）", "Export (to be imported again)"],
  import: ["导入报送关系", "Import lines"],
  good: [
    "检查通过：共 {rows} 行，其中 {changed} 行有变化。",
    "No faults: {rows} {rows|row|rows}, {changed} of them with changes.",
  ],
  done: ["已导入：共 {rows} 行，更新 {changed} 行。", "Imported: {rows} {rows|row|rows}, {changed} changed."],
  unit: ["填报单位", "Unit"],
  parent: ["报送至", "Reports to"],
  seal: ["印章名称", "Name on the seal"],
  earlier: ["提前天数", "Days earlier"],
  edit: ["修改", "Change"],
  add: ["新增一行", "Add a line"],
  shown: ["共 {count} 行，显示前 {shown} 行。", "{shown} of {count} {count|line|lines}."],
  none: ["没有报送关系，请新增或导入。", "No lines yet: add one, or import a sheet."],
});
type Line = Answer<"/v1/campaigns/{campaign_id}/lines", "get">["items"][number];
const MOST_SHOWN = 100;

/** Who reports to whom for one form of the campaign: filter, change one, or all by a sheet. */
export function Lines({ id }: { id: string }) {
  const path = { campaign_id: id };
  const course = useAct();
  return (
    <Loading
      on={[id]}
      load={() => Promise.all([api.get("/v1/campaigns/{campaign_id}", { path }), api.get("/v1/templates")])}
    >
      {([campaign, forms]) => {
        const { query } = place.value;
        const used = campaign.templates.map((each) => each.template_id);
        const template = query.get("template") || used[0] || "";
        const set = (change: Record<string, string | undefined>) =>
          go(addressOf(["campaigns", id, "lines"], { template, ...Object.fromEntries(query), ...change }), true);
        const titleOf = (form: string) => forms.items.find((each) => each.id === form)?.title || form;
        const may = has("administrator");
        return (
          <>
            <p>
              <a href={addressOf(["campaigns", id])}>‹ {say("back")}</a>
            </p>
            <h1>{say("title", { campaign: campaign.title })}</h1>
            <div class="controls">
              <Choice
                label={say("form")}
                value={template}
                onChange={(form) => set({ template: form, unit: undefined })}
                of={used.map((each) => [each, titleOf(each)] as const)}
              />
              <Field
                type="search"
                label={say("search")}
                value={query.get("q") || ""}
                onChange={(q) => set({ q })}
              />
              <button
                type="button"
                onClick={() =>
                  void course.act(() =>
                    saveFile("/v1/campaigns/{campaign_id}/lines", {
                      path,
                      query: { template_id: template, format: "xlsx" },
                    }, `${id}.xlsx`)
                  )}
              >
                {say("export")}
              </button>
            </div>
            <Outcome of={course} />
            <Loading
              on={[id, template]}
              load={() => api.get("/v1/campaigns/{campaign_id}/lines", { path, query: { template_id: template } })}
            >
              {({ items }, reload) => (
                <>
                  {may && <Import id={id} onDone={reload} />}
                  {may && (
                    <LineEditor
                      key={`${template} ${query.get("unit") || ""}`}
                      campaign={id}
                      template={template}
                      line={items.find((each) => each.unit.code === query.get("unit"))}
                      onDone={() => (set({ unit: undefined }), reload())}
                    />
                  )}
                  <Found
                    items={items}
                    text={query.get("q") || ""}
                    onChoose={may ? (unit) => set({ unit }) : undefined}
                  />
                </>
              )}
            </Loading>
          </>
        );
      }}
    </Loading>
  );
}

function Import({ id, onDone }: { id: string; onDone: () => void }) {
  async function send(data: FormData, isDryRun: boolean): Promise<string> {
    const found = await api.post("/v1/campaigns/{campaign_id}/line-imports", {
      path: { campaign_id: id },
      query: { dry_run: isDryRun },
      upload: { data },
      timeoutMs: 60_000,
    });
    if (!isDryRun) onDone();
    const changed = Object.values(found.changed).reduce((sum, units) => sum + units.length, 0);
    return say(isDryRun ? "good" : "done", { rows: found.rows, changed });
  }
  return <CheckFile title={say("import")} send={send} />;
}

function Found({ items, text, onChoose }: { items: Line[]; text: string; onChoose?: (unit: string) => void }) {
  const found = items.filter(({ unit }) => !text || unit.code.startsWith(text) || unit.name.includes(text));
  if (items.length === 0) return <p>{say("none")}</p>;
  return (
    <section class="card">
      <Table
        hasWords
        caption={say("shown", { count: found.length, shown: Math.min(found.length, MOST_SHOWN) })}
        heads={[say("unit"), say("parent"), say("seal"), say("earlier"), null]}
        rows={found.slice(0, MOST_SHOWN).map((each) => ({
          key: each.unit.code,
          cells: [
            <span key="name">
              {each.unit.name} <code>{each.unit.code}</code>
            </span>,
            each.parent.name,
            each.seal_name || "—",
            each.days_earlier,
            onChoose && (
              <button key="button" type="button" onClick={() => onChoose(each.unit.code)}>{say("edit")}</button>
            ),
          ],
        }))}
      />
    </section>
  );
}
