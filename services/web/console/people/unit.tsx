import { useState } from "preact/hooks";
import type { Answer } from "contest-client";
import { wordsOf } from "../../shared/words.ts";
import { api } from "../api.ts";
import { Outcome, useAct } from "../parts/act.tsx";
import { Choice, Field, Tick } from "../parts/field.tsx";
import { ENTRIES, entryWord } from "./words.ts";

const say = wordsOf({
  add: ["新增下级单位", "Add a unit"],
  change: ["修改 {unit}", "Change {unit}"],
  code: ["代码", "Code"],
  name: ["名称", "Name"],
  kind: ["类别", "Kind"],
  base: ["登记人数（参与率的分母）", "Registered base (behind participation rates)"],
  asItIs: ["不填表示不改", "empty: as it is"],
  reason: ["理由（竞赛开始后修改登记人数必填）", "Reason (needed for the base of a contest that has begun)"],
  retire: ["停用此单位（代码保留，不再使用）", "Retire this unit (its code keeps its meaning)"],
  make: ["新增", "Add"],
  save: ["保存", "Save"],
  made: ["已新增。", "Added."],
  saved: ["已保存。", "Saved."],
});
type Unit = Answer<"/v1/units", "get">["items"][number];

export function NewUnit({ parent, onDone }: { parent: string; onDone: () => void }) {
  const [form, setForm] = useState<{ code: string; name: string; entry: Unit["entry"] }>({
    code: "",
    name: "",
    entry: "organisation",
  });
  const course = useAct();
  const add = () =>
    course.act(async () => {
      await api.post("/v1/units", { body: { ...form, parent } });
      setForm({ ...form, code: "", name: "" });
      onDone();
      return say("made");
    });
  return (
    <details class="card">
      <summary>{say("add")}</summary>
      <form class="controls" onSubmit={(event) => (event.preventDefault(), void add())}>
        <Field
          label={say("code")}
          value={form.code}
          onChange={(code) => setForm({ ...form, code: code.trim() })}
          required
        />
        <Field
          label={say("name")}
          value={form.name}
          onChange={(name) => setForm({ ...form, name })}
          required
          maxLength={100}
        />
        <Choice
          label={say("kind")}
          value={form.entry}
          onChange={(entry) => setForm({ ...form, entry: entry as Unit["entry"] })}
          of={ENTRIES.map((entry) => [entry, entryWord(entry)] as const)}
        />
        <button type="submit" class="main" disabled={course.isBusy}>{say("make")}</button>
      </form>
      <Outcome of={course} />
    </details>
  );
}

/** What is left empty stays as it is. */
export function ChangeUnit({ unit, onDone }: { unit: Unit; onDone: () => void }) {
  const [name, setName] = useState(unit.name);
  const [base, setBase] = useState("");
  const [reason, setReason] = useState("");
  const [isRetired, setRetired] = useState(false);
  const course = useAct();
  const save = () =>
    course.act(async () => {
      const body = {
        ...(name === unit.name ? {} : { name }),
        ...(base === "" ? {} : { registered_base: Number(base) }),
        ...(reason ? { reason } : {}),
        ...(isRetired ? { is_active: false } : {}),
      };
      await api.put("/v1/units/{code}", { path: { code: unit.code }, body });
      onDone();
      return say("saved");
    });
  return (
    <section class="card">
      <h2>{say("change", { unit: unit.name })}</h2>
      <form onSubmit={(event) => (event.preventDefault(), void save())}>
        <div class="controls">
          <Field label={say("name")} value={name} onChange={setName} required maxLength={100} />
          <Field type="number" min={0} label={say("base")} value={base} onChange={setBase} hint={say("asItIs")} />
          <Field isWide label={say("reason")} value={reason} onChange={setReason} maxLength={500} />
        </div>
        <Tick label={say("retire")} value={isRetired} onChange={setRetired} />
        <button type="submit" class="main" disabled={course.isBusy}>{say("save")}</button>
      </form>
      <Outcome of={course} />
    </section>
  );
}
