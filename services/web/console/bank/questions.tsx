import { Loading } from "../../shared/loading.tsx";
import { CATEGORIES, categoryWord } from "../../shared/categories.ts";
import { addressOf, go, place } from "../../shared/router.ts";
import { wordsOf } from "../../shared/words.ts";
import { api, has, isNational, saveFile } from "../api.ts";
import { Outcome, useAct } from "../parts/act.tsx";
import { Choice, Field } from "../parts/field.tsx";
import { Import } from "./import.tsx";
import { QuestionRow } from "./question_row.tsx";

const say = wordsOf({
  search: ["搜索题干或编号", "Search stem or id"],
  state: ["状态", "State"],
  category: ["类别", "Category"],
  all: ["全部", "all"],
  draft: ["草稿（待审核）", "drafts"],
  published: ["已发布", "published"],
  withdrawn: ["已撤回", "withdrawn"],
  export: ["导出题库", "Export"],
  approve: ["审核通过本页全部草稿（{count}）", "Approve all drafts on this page ({count})"],
  approved: ["已发布 {count} 题。", "Published: {count}."],
  more: ["下一页", "Next page"],
  none: ["没有符合条件的题目。", "No question matches."],
});
const STATES = ["draft", "published", "withdrawn"] as const;
const PAGE = 50;

/** The questions of a bank by state, category and text, with import and export; drafts are approved one by one or all. */
export function Questions({ bank, onChanged }: { bank: string; onChanged: () => void }) {
  const { query } = place.value;
  const course = useAct();
  const set = (change: Record<string, string | undefined>) =>
    go(addressOf(["bank"], { ...Object.fromEntries(query), bank, cursor: undefined, ...change }));
  const asked = {
    state: STATES.find((each) => each === query.get("state")),
    category: query.get("category") || undefined,
    q: query.get("q") || undefined,
    cursor: query.get("cursor") || undefined,
  };
  const path = { bank_id: bank };
  const load = () => api.get("/v1/banks/{bank_id}/questions", { path, query: { ...asked, limit: PAGE } });
  return (
    <>
      <div class="controls">
        <Choice
          label={say("state")}
          value={asked.state || ""}
          onChange={(state) => set({ state })}
          of={[["", say("all")], ...STATES.map((each) => [each, say(each)] as const)]}
        />
        <Choice
          label={say("category")}
          value={asked.category || ""}
          onChange={(category) => set({ category })}
          of={[["", say("all")], ...CATEGORIES.map((each) => [each, categoryWord(each)] as const)]}
        />
        <Field type="search" label={say("search")} value={asked.q || ""} onChange={(q) => set({ q })} />
        <button
          type="button"
          onClick={() =>
            void course.act(() =>
              saveFile("/v1/banks/{bank_id}/export", { path, query: { format: "xlsx" } }, `${bank}.xlsx`)
            )}
        >
          {say("export")}
        </button>
      </div>
      <Outcome of={course} />
      <Loading on={[bank, ...Object.values(asked)]} load={load}>
        {({ items, next_cursor }, again) => {
          const drafts = items.filter((each) => each.state === "draft");
          const approve = () =>
            course.act(async () => {
              const versions = Object.fromEntries(drafts.map((each) => [each.id, each.version]));
              await api.post("/v1/banks/{bank_id}/approvals", { path, body: { versions } });
              again();
              onChanged();
              return say("approved", { count: drafts.length });
            });
          return (
            <>
              {(has("editor") || isNational()) && <Import bank={bank} onDone={() => (again(), onChanged())} />}
              {drafts.length > 1 && (has("reviewer") || isNational()) && (
                <p>
                  <button type="button" onClick={() => void approve()}>
                    {say("approve", { count: drafts.length })}
                  </button>
                </p>
              )}
              {items.length === 0 && <p>{say("none")}</p>}
              {items.map((each) => <QuestionRow key={each.id + each.version} question={each} onChanged={again} />)}
              {next_cursor && <button type="button" onClick={() => set({ cursor: next_cursor })}>{say("more")}</button>}
            </>
          );
        }}
      </Loading>
    </>
  );
}
