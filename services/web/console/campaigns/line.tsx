import { useEffect, useRef, useState } from "preact/hooks";
import type { Answer } from "contest-client";
import { wordsOf } from "../../shared/words.ts";
import { api } from "../api.ts";
import { Outcome, useAct } from "../parts/act.tsx";
import { Field } from "../parts/field.tsx";
import { UnitField } from "../parts/unit_field.tsx";

const say = wordsOf({
  add: ["新增一行报送关系", "Add a line"],
  edit: ["修改 {unit} 的报送关系", "The line of {unit}"],
  unit: ["填报单位", "Unit"],
  parent: ["报送至", "Reports to"],
  seal: ["印章名称（打印为“填报单位”）", "Name on the seal (printed on the form)"],
  earlier: ["比截止日期提前的天数", "Days before the form is due"],
  counted: ["取数单位代码（用空格分开，可不填）", "Units whose contest figures count (codes, optional)"],
  save: ["保存", "Save"],
  end: ["终止这一行", "End this line"],
  sure: ["终止后不再催报，历史记录保留。确定吗？", "Nothing is asked for any more; the history stays. End it?"],
  saved: ["已保存。", "Saved."],
});
type Line = Answer<"/v1/campaigns/{campaign_id}/lines", "get">["items"][number];

/** One line by itself: a new one, or the one that was chosen. */
export function LineEditor({ campaign, template, line, onDone }: {
  campaign: string;
  template: string;
  line: Line | undefined;
  onDone: () => void;
}) {
  const [form, setForm] = useState({
    unit: line ? line.unit.code : "",
    parent: line ? line.parent.code : "",
    seal: line && line.seal_name || "",
    earlier: String(line ? line.days_earlier : 0),
    counted: line ? line.contest_units.join(" ") : "",
  });
  const course = useAct();
  const place = useRef<HTMLDetailsElement>(null);
  useEffect(() => {
    if (line) place.current!.scrollIntoView({ block: "nearest" });
  }, [line]);
  const set = (change: Partial<typeof form>) => setForm({ ...form, ...change });
  const path = { campaign_id: campaign, template_id: template, unit: form.unit };
  const address = "/v1/campaigns/{campaign_id}/lines/{template_id}/{unit}";
  const save = () =>
    course.act(async () => {
      const contest_units = form.counted.split(/[\s,，、]+/).filter(Boolean);
      const body = { parent: form.parent, seal_name: form.seal || null, days_earlier: Number(form.earlier) };
      await api.put(address, { path, body: { ...body, contest_units } });
      onDone();
      return say("saved");
    });
  const end = () =>
    course.act(async () => {
      if (!confirm(say("sure"))) return;
      await api.delete(address, { path });
      onDone();
    });
  return (
    <details class="card" open={!!line} ref={place}>
      <summary>{line ? say("edit", { unit: line.unit.name }) : say("add")}</summary>
      <form onSubmit={(event) => (event.preventDefault(), void save())}>
        <div class="controls">
          {!line && (
            <UnitField
              name="line-units"
              label={say("unit")}
              value={form.unit}
              onChange={(unit) => set({ unit })}
            />
          )}
          <UnitField
            name="line-parents"
            label={say("parent")}
            value={form.parent}
            onChange={(parent) => set({ parent })}
          />
          <Field label={say("seal")} value={form.seal} onChange={(seal) => set({ seal })} maxLength={200} />
          <Field
            type="number"
            min={0}
            label={say("earlier")}
            value={form.earlier}
            onChange={(earlier) => set({ earlier })}
            required
          />
          <Field label={say("counted")} value={form.counted} onChange={(counted) => set({ counted })} />
        </div>
        <p class="row">
          <button type="submit" class="main" disabled={course.isBusy}>{say("save")}</button>
          {line && <button type="button" onClick={() => void end()}>{say("end")}</button>}
        </p>
      </form>
      <Outcome of={course} />
    </details>
  );
}
