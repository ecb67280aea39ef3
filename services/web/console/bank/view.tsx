import { useState } from "preact/hooks";
import { Loading } from "../../shared/loading.tsx";
import { addressOf, go, place } from "../../shared/router.ts";
import { wordsOf } from "../../shared/words.ts";
import { api, has, isNational } from "../api.ts";
import { Outcome, useAct } from "../parts/act.tsx";
import { Choice, Field } from "../parts/field.tsx";
import { UnitField } from "../parts/unit_field.tsx";
import { Questions } from "./questions.tsx";
import { Statistics } from "./statistics.tsx";
import { Withdrawals } from "./withdrawals.tsx";

const say = wordsOf({
  title: ["题库", "Question banks"],
  bank: ["题库", "Bank"],
  counts: [
    "已发布 {approved} · 草稿 {draft} · 已撤回 {withdrawn}",
    "{approved} approved · {draft} {draft|draft|drafts} · {withdrawn} withdrawn",
  ],
  questions: ["题目", "Questions"],
  statistics: ["题目质量统计", "Item statistics"],
  withdrawals: ["待批准的撤回", "Proposed withdrawals"],
  parts: ["题库栏目", "Parts of the bank"],
  none: ["没有可用的题库。", "No bank for you yet."],
  add: ["新建题库", "New bank"],
  id: ["编号", "Id"],
  name: ["名称", "Title"],
  owner: ["所属单位", "Owner"],
  make: ["新建", "Make"],
});
const PARTS = ["questions", "statistics", "withdrawals"] as const;

/** A bank: its questions, what their answers say of them, and the withdrawals that wait. Each has its address. */
export default function Banks() {
  const { path, query } = place.value;
  const part = PARTS.find((each) => each === path[1]) || "questions";
  return (
    <>
      <h1>{say("title")}</h1>
      <Loading on={[]} load={() => api.get("/v1/banks")}>
        {({ items }, reload) => {
          const bank = items.find((each) => each.id === query.get("bank")) || items[0];
          return (
            <>
              {(has("editor") || isNational()) && <New onDone={reload} />}
              {!bank ? <p>{say("none")}</p> : (
                <>
                  <div class="controls">
                    <Choice
                      label={say("bank")}
                      value={bank.id}
                      onChange={(id) => go(addressOf(["bank", part], { bank: id }))}
                      of={items.map((each) => [each.id, each.title || each.id] as const)}
                    />
                    <p>{say("counts", bank.questions)}</p>
                  </div>
                  <nav class="tabs" aria-label={say("parts")}>
                    {PARTS.map((each) => (
                      <a
                        key={each}
                        href={addressOf(["bank", each], { bank: bank.id })}
                        aria-current={each === part ? "page" : undefined}
                      >
                        {say(each)}
                      </a>
                    ))}
                  </nav>
                  {part === "questions" && <Questions bank={bank.id} onChanged={reload} />}
                  {part === "statistics" && <Statistics bank={bank.id} />}
                  {part === "withdrawals" && <Withdrawals bank={bank.id} />}
                </>
              )}
            </>
          );
        }}
      </Loading>
    </>
  );
}

function New({ onDone }: { onDone: () => void }) {
  const [form, setForm] = useState({ id: "", title: "", owner_unit: "" });
  const course = useAct();
  const make = () =>
    course.act(async () => {
      await api.post("/v1/banks", { body: form });
      onDone();
      go(addressOf(["bank"], { bank: form.id }));
    });
  return (
    <details class="card">
      <summary>{say("add")}</summary>
      <form class="controls" onSubmit={(event) => (event.preventDefault(), void make())}>
        <Field
          label={say("id")}
          value={form.id}
          onChange={(id) => setForm({ ...form, id })}
          required
          maxLength={64}
        />
        <Field
          isWide
          label={say("name")}
          value={form.title}
          onChange={(title) => setForm({ ...form, title })}
          required
          maxLength={200}
        />
        <UnitField
          name="bank-owners"
          label={say("owner")}
          value={form.owner_unit}
          onChange={(owner_unit) => setForm({ ...form, owner_unit })}
        />
        <button type="submit" class="main" disabled={course.isBusy}>{say("make")}</button>
      </form>
      <Outcome of={course} />
    </details>
  );
}
