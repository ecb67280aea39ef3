import { useState } from "preact/hooks";
import { Fault } from "../../shared/fault.tsx";
import { Loading } from "../../shared/loading.tsx";
import { addressOf, go, place } from "../../shared/router.ts";
import { wordsOf } from "../../shared/words.ts";
import { api, has, isNational, saveFile } from "../api.ts";
import { Import } from "./import.tsx";
import { QuestionRow } from "./question_row.tsx";

const say = wordsOf({
  title: ["题库", "Question banks"],
  bank: ["题库", "Bank"],
  counts: [
    "已发布 {approved} · 草稿 {draft} · 已撤回 {withdrawn}",
    "{approved} approved · {draft} drafts · {withdrawn} withdrawn",
  ],
  search: ["搜索题干或编号", "Search stem or id"],
  state: ["状态", "State"],
  all: ["全部", "all"],
  draft: ["草稿（待审核）", "drafts"],
  published: ["已发布", "published"],
  withdrawn: ["已撤回", "withdrawn"],
  export: ["导出题库", "Export"],
  more: ["更多", "More"],
  none: ["没有可用的题库。", "No bank for you yet."],
});
interface Bank {
  id: string;
  title: string;
  questions: { draft: number; approved: number; withdrawn: number };
}
const STATES = ["draft", "published", "withdrawn"] as const;

/** A bank as a table: search, state, import with a dry run, review by a second person. */
export default function Banks() {
  const { query } = place.value;
  const [fault, setFault] = useState<unknown>();
  const load = () => api.get("/v1/banks") as Promise<{ items: Bank[] }>;
  return (
    <>
      <h1>{say("title")}</h1>
      {fault !== undefined && <Fault fault={fault} />}
      <Loading on={[]} load={load}>
        {({ items }, reload) => {
          const bank = items.find((each) => each.id === query.get("bank")) || items[0];
          if (!bank) return <p>{say("none")}</p>;
          const set = (change: Record<string, string | undefined>) =>
            go(addressOf(["bank"], { ...Object.fromEntries(query), bank: bank.id, ...change }));
          const asked = {
            state: query.get("state") || undefined,
            q: query.get("q") || undefined,
            cursor: query.get("cursor") || undefined,
          };
          return (
            <>
              <p class="controls">
                <label>
                  {say("bank")}
                  <select
                    value={bank.id}
                    onChange={(event) => set({ bank: event.currentTarget.value, cursor: undefined })}
                  >
                    {items.map((each) => <option key={each.id} value={each.id}>{each.title || each.id}</option>)}
                  </select>
                </label>
                <label>
                  {say("state")}
                  <select
                    value={asked.state || ""}
                    onChange={(event) => set({ state: event.currentTarget.value || undefined, cursor: undefined })}
                  >
                    <option value="">{say("all")}</option>
                    {STATES.map((each) => <option key={each} value={each}>{say(each)}</option>)}
                  </select>
                </label>
                <label>
                  {say("search")}
                  <input
                    type="search"
                    value={asked.q || ""}
                    onChange={(event) => set({ q: event.currentTarget.value || undefined, cursor: undefined })}
                  />
                </label>
                <button
                  type="button"
                  onClick={() =>
                    void saveFile("/v1/banks/{bank_id}/export" as never, {
                      path: { bank_id: bank.id },
                      query: { format: "xlsx" },
                    }, `${bank.id}.xlsx`).catch(setFault)}
                >
                  {say("export")}
                </button>
              </p>
              <p>{say("counts", bank.questions)}</p>
              {(has("editor") || isNational()) && <Import bank={bank.id} onDone={reload} />}
              <Loading
                on={[bank.id, asked.state, asked.q, asked.cursor]}
                load={() =>
                  api.get("/v1/banks/{bank_id}/questions", {
                    path: { bank_id: bank.id },
                    query: { ...asked, limit: 50 } as never,
                  })}
              >
                {(page, again) => (
                  <>
                    {page.items.map((each) => <QuestionRow key={each.id} question={each} onChanged={again} />)}
                    {page.next_cursor && (
                      <button type="button" onClick={() => set({ cursor: page.next_cursor! })}>{say("more")}</button>
                    )}
                  </>
                )}
              </Loading>
            </>
          );
        }}
      </Loading>
    </>
  );
}
