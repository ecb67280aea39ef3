import { useState } from "preact/hooks";
import type { Answer, Call } from "contest-client";
import { Loading } from "../../shared/loading.tsx";
import { addressOf, go } from "../../shared/router.ts";
import { wordsOf } from "../../shared/words.ts";
import { api, contests, has, me } from "../api.ts";
import { Outcome, useAct } from "../parts/act.tsx";
import { Choice, Field } from "../parts/field.tsx";
import { UnitField } from "../parts/unit_field.tsx";

const say = wordsOf({
  fresh: ["新建报送活动", "New campaign"],
  all: ["全部报送活动", "All campaigns"],
  lines: ["报送关系", "Reporting lines"],
  id: ["编号（小写字母、数字、-、_）", "Id (small letters, digits, - and _)"],
  title: ["名称", "Title"],
  owner: ["组织单位", "Owner"],
  seal: ["本单位纸面上的“填报单位（盖章）”（空为单位名称）", "Name beside the seal on one's own paper"],
  contest: ["取数竞赛", "Contest whose figures are offered"],
  nothing: ["（无）", "(none)"],
  first: ["开始日期", "First day"],
  last: ["结束日期", "Last day"],
  forms: ["各报表的截止日期（不填表示不用此表）", "When each form is due (empty: not used)"],
  save: ["保存", "Save"],
  saved: ["已保存。", "Saved."],
  readonly: ["由组织单位的管理员修改。", "Administrators of the owner may change this."],
});
type Known = Answer<"/v1/campaigns/{campaign_id}", "get">;
type Form = Answer<"/v1/templates", "get">["items"][number];
type Body = Call<"/v1/campaigns", "post">["body"];

const started = (): Known => ({
  id: "",
  title: "",
  owner_unit: me.value!.grants.find((each) => each.role === "administrator")?.unit.code || "",
  contest_id: null,
  camp_id: null,
  seal_name: null,
  first_day: "",
  last_day: "",
  templates: [],
});

/** A campaign to be made, or to be changed by the administrators of its owner. */
export function Campaign({ id }: { id: string | undefined }) {
  const load = () =>
    Promise.all([
      id ? api.get("/v1/campaigns/{campaign_id}", { path: { campaign_id: id } }) : started(),
      api.get("/v1/templates"),
    ]);
  return (
    <>
      <p>
        <a href={addressOf(["campaigns"])}>‹ {say("all")}</a>
      </p>
      <Loading on={[id]} load={load}>
        {([known, { items }]) => (
          <>
            <h1>{known.title || say("fresh")}</h1>
            {id && (
              <p>
                <a href={addressOf(["campaigns", id, "lines"])}>{say("lines")} ›</a>
              </p>
            )}
            <Editor known={known} forms={items} isNew={!id} />
          </>
        )}
      </Loading>
    </>
  );
}

function Editor({ known, forms, isNew }: { known: Known; forms: Form[]; isNew: boolean }) {
  const [form, setForm] = useState(known);
  const course = useAct();
  const set = (change: Partial<Known>) => setForm({ ...form, ...change });
  const dueOn = (form_id: string) => form.templates.find((each) => each.template_id === form_id)?.due_on || "";
  const setDue = (template_id: string, due_on: string) =>
    set({
      templates: [
        ...form.templates.filter((each) => each.template_id !== template_id),
        ...(due_on ? [{ template_id, due_on }] : []),
      ],
    });
  const save = () =>
    course.act(async () => {
      const body = form as Body;
      if (isNew) {
        await api.post("/v1/campaigns", { body });
        go(addressOf(["campaigns", form.id]));
      } else await api.put("/v1/campaigns/{campaign_id}", { path: { campaign_id: form.id }, body });
      return say("saved");
    });
  const may = has("administrator");
  const choices = contests.value.map((each) => [each.id, each.title] as const);
  return (
    <form class="card" onSubmit={(event) => (event.preventDefault(), void save())}>
      {!may && <p>{say("readonly")}</p>}
      <fieldset class="plain" disabled={!may}>
        <div class="controls">
          <Field
            label={say("id")}
            value={form.id}
            onChange={(text) => set({ id: text })}
            required
            disabled={!isNew}
            pattern="[a-z0-9][a-z0-9_\-]*"
            maxLength={64}
          />
          <Field
            isWide
            label={say("title")}
            value={form.title}
            onChange={(text) => set({ title: text })}
            required
            maxLength={200}
          />
          <UnitField
            name="owners"
            label={say("owner")}
            value={form.owner_unit}
            onChange={(code) => set({ owner_unit: code })}
          />
          <Field
            isWide
            label={say("seal")}
            value={form.seal_name || ""}
            onChange={(text) => set({ seal_name: text || null })}
            maxLength={100}
          />
          <Choice
            label={say("contest")}
            value={form.contest_id || ""}
            onChange={(text) => set({ contest_id: text || null })}
            of={[["", say("nothing")], ...choices]}
          />
          <Field
            type="date"
            label={say("first")}
            value={form.first_day || ""}
            onChange={(text) => set({ first_day: text })}
            required
          />
          <Field
            type="date"
            label={say("last")}
            value={form.last_day || ""}
            onChange={(text) => set({ last_day: text })}
            required
            min={form.first_day || undefined}
          />
        </div>
        <h2>{say("forms")}</h2>
        <div class="dues">
          {forms.map((each) => (
            <Field
              type="date"
              key={each.id}
              label={each.title}
              value={dueOn(each.id)}
              onChange={(text) => setDue(each.id, text)}
            />
          ))}
        </div>
        {may && <button type="submit" class="main" disabled={course.isBusy}>{say("save")}</button>}
      </fieldset>
      <Outcome of={course} />
    </form>
  );
}
