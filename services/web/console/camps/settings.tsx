import { useState } from "preact/hooks";
import type { Call } from "contest-client";
import { addressOf, go } from "../../shared/router.ts";
import { wordsOf } from "../../shared/words.ts";
import { api, has, me } from "../api.ts";
import { instantOf, localOf } from "../contests/words.ts";
import { Outcome, useAct } from "../parts/act.tsx";
import { Area, Field, Tick } from "../parts/field.tsx";
import { UnitField } from "../parts/unit_field.tsx";
import { type Camp, ZONE } from "./words.ts";

const say = wordsOf({
  id: ["编号（小写字母、数字、-）", "Id (small letters, digits and -)"],
  title: ["名称", "Title"],
  owner: ["主办单位", "Owner"],
  preheats: ["预热开始（可不填）", "Announced from (optional)"],
  opens: ["开始时间", "Opens at"],
  closes: ["结束时间", "Closes at"],
  region: ["地区入口", "Entrance for regions"],
  enterprise: ["中央企业入口", "Entrance for central enterprises"],
  topics: ["作品话题（每行一个）", "Topics of works (one a line)"],
  minutes: ["一学时的分钟数", "Minutes of a lesson hour"],
  hours: ["领取证书所需学时", "Lesson hours for a certificate"],
  works: ["每人可提交的作品数", "Works of a person"],
  save: ["保存", "Save"],
  saved: ["已保存。", "Saved."],
  others: ["由主办单位的管理员修改。", "Administrators of the owner unit change this."],
});
type Body = Call<"/v1/camps", "post">["body"];

const started = (): Body => ({
  id: "",
  title: "",
  owner_unit: me.value!.grants.find((each) => each.role === "administrator")?.unit.code || "",
  preheats_at: null,
  opens_at: "",
  closes_at: "",
  topics: [],
  entries: ["region", "enterprise"],
  rules: { lesson_hour_minutes: 45, certificate_hours: 8, works_per_person: 3 },
});

/** What a client may send back of a camp that it has read. */
function bodyOf({ server_time: _, ...rest }: Camp): Body {
  return rest;
}

export function Settings({ camp, onDone }: { camp?: Camp; onDone: () => void }) {
  const [form, setForm] = useState<Body>(() => camp ? bodyOf(camp) : started());
  const [topics, setTopics] = useState((form.topics || []).join("\n"));
  const course = useAct();
  const set = (change: Partial<Body>) => setForm({ ...form, ...change });
  const enter = (entry: "region" | "enterprise", isIn: boolean) =>
    set({ entries: [...form.entries!.filter((each) => each !== entry), ...(isIn ? [entry] : [])] });
  const save = () =>
    course.act(async () => {
      const body = { ...form, topics: topics.split("\n").map((each) => each.trim()).filter(Boolean) };
      if (camp) await api.put("/v1/camps/{camp_id}", { path: { camp_id: camp.id }, body });
      else await api.post("/v1/camps", { body });
      if (camp) onDone();
      else go(addressOf(["camps", form.id, "settings"]));
      return say("saved");
    });
  const time = (name: "preheats_at" | "opens_at" | "closes_at", label: string) => (
    <Field
      type="datetime-local"
      label={label}
      required={name !== "preheats_at"}
      value={form[name] ? localOf(form[name]!, ZONE) : ""}
      onChange={(text) => (text || name === "preheats_at") && set({ [name]: text ? instantOf(text, ZONE) : null })}
    />
  );
  const rule = (name: "lesson_hour_minutes" | "certificate_hours" | "works_per_person", label: string, min = 1) => (
    <Field
      type="number"
      min={min}
      label={label}
      required
      value={String(form.rules![name])}
      onChange={(text) => set({ rules: { ...form.rules!, [name]: Number(text) } })}
    />
  );
  const mayWrite = has("administrator");
  return (
    <form onSubmit={(event) => (event.preventDefault(), void save())}>
      {!mayWrite && <p>{say("others")}</p>}
      <fieldset class="plain" disabled={!mayWrite}>
        <section class="card controls">
          <Field
            label={say("id")}
            value={form.id}
            onChange={(id) => set({ id })}
            required
            disabled={!!camp}
            pattern="[a-z0-9][a-z0-9\-]*"
            maxLength={63}
          />
          <Field isWide label={say("title")} value={form.title} onChange={(title) => set({ title })} required />
          <UnitField
            name="camp-owners"
            label={say("owner")}
            value={form.owner_unit || ""}
            onChange={(owner_unit) => set({ owner_unit })}
          />
          {time("preheats_at", say("preheats"))}
          {time("opens_at", say("opens"))}
          {time("closes_at", say("closes"))}
          <div class="row">
            {(["region", "enterprise"] as const).map((each) => (
              <Tick
                key={each}
                label={say(each)}
                value={form.entries!.includes(each)}
                onChange={(is) => enter(each, is)}
              />
            ))}
          </div>
          {rule("lesson_hour_minutes", say("minutes"))}
          {rule("certificate_hours", say("hours"))}
          {rule("works_per_person", say("works"), 0)}
        </section>
        <section class="card">
          <Area label={say("topics")} value={topics} onChange={setTopics} rows={topics.split("\n").length + 1} />
        </section>
        {mayWrite && <button type="submit" class="main" disabled={course.isBusy}>{say("save")}</button>}
      </fieldset>
      <Outcome of={course} />
    </form>
  );
}
