import { useState } from "preact/hooks";
import type { Answer, Call } from "contest-client";
import { Loading } from "../../shared/loading.tsx";
import { addressOf, go } from "../../shared/router.ts";
import { wordsOf } from "../../shared/words.ts";
import { api, has, load as loadSelf, me } from "../api.ts";
import { Outcome, useAct } from "../parts/act.tsx";
import { Area, Choice, Field, Tick } from "../parts/field.tsx";
import { UnitField } from "../parts/unit_field.tsx";
import { Beside } from "./beside.tsx";
import { Rules } from "./rules.tsx";
import { instantOf, localOf, stateWord } from "./words.ts";

const say = wordsOf({
  fresh: ["新建竞赛", "New contest"],
  all: ["全部竞赛", "All contests"],
  finals: ["确定成绩", "Finals"],
  id: ["编号（小写字母、数字、-）", "Id (small letters, digits and -)"],
  title: ["名称", "Title"],
  owner: ["主办单位", "Owner"],
  bank: ["题库", "Question bank"],
  opens: ["开始时间", "Opens at"],
  closes: ["结束时间", "Closes at"],
  zone: ["时区", "Time zone"],
  region: ["地区入口", "Entrance for regions"],
  enterprise: ["中央企业入口", "Entrance for central enterprises"],
  eligible: ["参赛范围（单位代码，用空格分开；不填表示不限）", "Who may take part (unit codes; empty: everybody)"],
  contacts: ["咨询方式（每行一条，写作“名称：内容”）", "Contacts (one a line, as label: value)"],
  guide: ["竞赛说明", "Guide"],
  save: ["保存", "Save"],
  saved: ["已保存，各处立即生效。", "Saved, and in force everywhere."],
  fixed: [
    "竞赛开始后，影响公平的规则不再改变。",
    "Once a contest has begun, rules that decide about fairness do not change any more.",
  ],
});
type Known = Answer<"/v1/contests/{contest_id}", "get">;
type Body = Call<"/v1/contests", "post">["body"];

const started = (): Body => ({
  id: "",
  title: "",
  owner_unit: me.value!.grants.find((each) => each.role === "administrator")?.unit.code || "",
  bank_id: "",
  opens_at: "",
  closes_at: "",
  time_zone: "Asia/Shanghai",
  entries: ["region", "enterprise"],
  eligible_units: null,
  guide: "",
  rules: {
    questions_per_session: 5,
    points_per_question: 1,
    time_limit_seconds: 150,
    sessions_per_day: 1,
    identity: "any",
    pools: "whole_bank",
    reveal: "at_hand_in",
    smallest_sample: 0,
  },
});

/** What a client may send back of a contest that it has read. */
function bodyOf({ state: _, server_time: __, ...rest }: Known): Body {
  return rest;
}

export function ContestPage({ id }: { id: string | undefined }) {
  const load = () =>
    Promise.all([
      id ? api.get("/v1/contests/{contest_id}", { path: { contest_id: id } }) : null,
      has("administrator", "editor", "reviewer") ? api.get("/v1/banks") : { items: [] },
    ]);
  return (
    <>
      <p>
        <a href={addressOf(["contests"])}>‹ {say("all")}</a>
      </p>
      <Loading on={[id]} load={load}>
        {([known, banks]) => (
          <>
            <h1>{known ? known.title : say("fresh")}</h1>
            {known && (
              <p>
                <b>{stateWord(known.state)}</b> ·{" "}
                <a href={addressOf(["contests", known.id, "finals"])}>{say("finals")} ›</a>
              </p>
            )}
            {known && known.state !== "upcoming" && <p>{say("fixed")}</p>}
            <Editor
              sent={known ? bodyOf(known) : started()}
              isNew={!known}
              banks={banks.items.map((each) => [each.id, each.title || each.id])}
            />
          </>
        )}
      </Loading>
    </>
  );
}

function Editor({ sent, isNew, banks }: { sent: Body; isNew: boolean; banks: [string, string][] }) {
  const [form, setForm] = useState(sent);
  const [contacts, setContacts] = useState(
    (sent.contacts || []).map((each) => `${each.label}：${each.value}`).join("\n"),
  );
  const [units, setUnits] = useState((sent.eligible_units || []).join(" "));
  const course = useAct();
  const set = (change: Partial<Body>) => setForm({ ...form, ...change });
  const enter = (entry: "region" | "enterprise", isIn: boolean) =>
    set({ entries: [...form.entries.filter((each) => each !== entry), ...(isIn ? [entry] : [])] });
  const save = () =>
    course.act(async () => {
      const codes = units.split(/[\s,，、]+/).filter(Boolean);
      const body = { ...form, eligible_units: codes.length ? codes : null, contacts: contactsOf(contacts) };
      if (isNew) await api.post("/v1/contests", { body });
      else await api.put("/v1/contests/{contest_id}", { path: { contest_id: form.id }, body });
      await loadSelf();
      if (isNew) go(addressOf(["contests", form.id]));
      return say("saved");
    });
  const time = (name: "opens_at" | "closes_at", label: string) => (
    <Field
      type="datetime-local"
      label={label}
      required
      value={localOf(form[name], form.time_zone)}
      onChange={(text) => text && set({ [name]: instantOf(text, form.time_zone) })}
    />
  );
  return (
    <form onSubmit={(event) => (event.preventDefault(), void save())}>
      <fieldset class="plain" disabled={!has("administrator")}>
        <section class="card controls">
          <Field
            label={say("id")}
            value={form.id}
            onChange={(id) => set({ id })}
            required
            disabled={!isNew}
            pattern="[a-z0-9][a-z0-9\-]*"
            maxLength={63}
          />
          <Field isWide label={say("title")} value={form.title} onChange={(title) => set({ title })} required />
          <UnitField
            name="owners"
            label={say("owner")}
            value={form.owner_unit || ""}
            onChange={(owner_unit) => set({ owner_unit })}
          />
          <Choice
            label={say("bank")}
            value={form.bank_id}
            onChange={(bank_id) => set({ bank_id })}
            of={banks.some(([each]) => each === form.bank_id) ? banks : [[form.bank_id, form.bank_id || "—"], ...banks]}
          />
          {time("opens_at", say("opens"))}
          {time("closes_at", say("closes"))}
          <Field label={say("zone")} value={form.time_zone} onChange={(time_zone) => set({ time_zone })} required />
          <div class="row">
            {(["region", "enterprise"] as const).map((each) => (
              <Tick
                key={each}
                label={say(each)}
                value={form.entries.includes(each)}
                onChange={(is) => enter(each, is)}
              />
            ))}
          </div>
          <Field isWide label={say("eligible")} value={units} onChange={setUnits} />
        </section>
        <Rules rules={form.rules} onChange={(rules) => set({ rules })} />
        <Beside rules={form.rules} banks={banks} onChange={(rules) => set({ rules })} />
        <section class="card">
          <Area label={say("contacts")} value={contacts} onChange={setContacts} />
          <Area label={say("guide")} value={form.guide || ""} onChange={(guide) => set({ guide })} maxLength={20_000} />
        </section>
        {has("administrator") && <button type="submit" class="main" disabled={course.isBusy}>{say("save")}</button>}
      </fieldset>
      <Outcome of={course} />
    </form>
  );
}

const contactsOf = (text: string) =>
  text.split("\n").map((line) => line.trim()).filter(Boolean).map((line) => {
    const [label = "", ...value] = line.split(/[：:]/);
    return { label: label.trim(), value: value.join(":").trim() };
  });
