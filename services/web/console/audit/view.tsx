import { useEffect, useState } from "preact/hooks";
import { Fault } from "../../shared/fault.tsx";
import { addressOf, go, place } from "../../shared/router.ts";
import { language, wordsOf } from "../../shared/words.ts";
import { Choice, Field } from "../parts/field.tsx";
import { Table } from "../parts/table.tsx";
import { UnitField } from "../parts/unit_field.tsx";
import { rowOf } from "./row.tsx";
import { type Act, type Asked, Trail } from "./trail.ts";
import { KINDS, kindWord } from "./words.ts";

const say = wordsOf({
  title: ["操作记录", "Audit"],
  why: [
    "每次需要权限的操作（包括被拒绝的）各留一条记录，只能追加，不能修改。日期按北京时间计。",
    "One record for each privileged act, refusals included; records can only be added. Days are those of Beijing.",
  ],
  actor: ["人员（姓名或编号）", "Person (name or id)"],
  kind: ["操作类别", "Kind of act"],
  unit: ["单位（含下级人员的操作）", "Unit (and acts of people below it)"],
  day: ["日期", "Day"],
  outcome: ["结果", "Outcome"],
  all: ["全部", "all"],
  done: ["完成", "done"],
  read: ["查看", "read"],
  refused: ["被拒绝", "refused"],
  find: ["筛选", "Find"],
  at: ["时间", "When"],
  who: ["人员", "Who"],
  act: ["操作", "Act"],
  target: ["对象", "Target"],
  none: ["没有符合条件的记录。", "No such record."],
  more: ["更早的记录", "Earlier records"],
  loading: ["正在载入…", "Loading…"],
  silent: ["有一部分记录暂时读不到，请稍后再试。", "Some of the records cannot be read now; try again later."],
});
const OUTCOMES = ["done", "read", "refused"] as const;
type Filters = Record<"actor" | "act" | "unit" | "day" | "outcome", string>;

/** Who did what to what and when, over all services. Each search has its address. */
export default function Audit() {
  const { query } = place.value;
  const address = query.toString();
  return (
    <>
      <h1>{say("title")}</h1>
      <p>{say("why")}</p>
      <Search key={address} query={query} />
      <Found key={address + language.value} asked={askedOf(query)} />
    </>
  );
}

function askedOf(query: URLSearchParams): Asked {
  const of = (name: keyof Filters) => query.get(name) || undefined;
  return {
    actor: of("actor"),
    act: of("act"),
    unit: of("unit"),
    day: of("day"),
    outcome: OUTCOMES.find((each) => each === query.get("outcome")),
  };
}

function Search({ query }: { query: URLSearchParams }) {
  const of = (name: keyof Filters) => query.get(name) || "";
  const [form, setForm] = useState<Filters>({
    actor: of("actor"),
    act: of("act"),
    unit: of("unit"),
    day: of("day"),
    outcome: of("outcome"),
  });
  const set = (change: Partial<Filters>) => setForm({ ...form, ...change });
  const kinds = KINDS.map((each) => [each as string, kindWord(each)] as const);
  return (
    <form
      class="controls"
      onSubmit={(event) => (event.preventDefault(), go(addressOf(["audit"], { ...form })))}
    >
      <Field label={say("actor")} value={form.actor} onChange={(actor) => set({ actor })} maxLength={200} />
      <Choice
        label={say("kind")}
        value={form.act}
        onChange={(act) => set({ act })}
        of={[["", say("all")], ...kinds]}
      />
      <UnitField
        name="audit-units"
        label={say("unit")}
        value={form.unit}
        onChange={(unit) => set({ unit })}
        required={false}
      />
      <Field type="date" label={say("day")} value={form.day} onChange={(day) => set({ day })} />
      <Choice
        label={say("outcome")}
        value={form.outcome}
        onChange={(outcome) => set({ outcome })}
        of={[["", say("all")], ...OUTCOMES.map((each) => [each, say(each)] as const)]}
      />
      <button type="submit" class="main">{say("find")}</button>
    </form>
  );
}

function Found({ asked }: { asked: Asked }) {
  const [trail] = useState(() => new Trail(asked));
  const [acts, setActs] = useState<Act[]>();
  const [fault, setFault] = useState<unknown>();
  const more = () => trail.next().then((next) => (setActs([...(acts || []), ...next]), setFault(undefined)), setFault);
  useEffect(() => void more(), []);
  if (fault !== undefined) return <Fault fault={fault} onAgain={() => void more()} />;
  if (!acts) return <p role="status">{say("loading")}</p>;
  return (
    <section class="card">
      {trail.silent.length > 0 && <p class="fault" role="alert">{say("silent")}</p>}
      {acts.length === 0 ? <p>{say("none")}</p> : (
        <Table
          hasWords
          heads={[say("at"), say("who"), say("act"), say("target"), say("outcome")]}
          rows={acts.map(rowOf)}
        />
      )}
      {!trail.isAtEnd && <button type="button" onClick={() => void more()}>{say("more")}</button>}
    </section>
  );
}
