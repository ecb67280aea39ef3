import { useState } from "preact/hooks";
import { wordsOf } from "../../shared/words.ts";
import { api } from "../api.ts";
import { Outcome, useAct } from "../parts/act.tsx";
import { Area, Choice, Field } from "../parts/field.tsx";

const say = wordsOf({
  title: ["延期或免报", "Extend or excuse"],
  unit: ["单位", "Unit"],
  kind: ["方式", "How"],
  extension: ["延期上报", "Extend the deadline"],
  excuse: ["免于上报", "Excuse from reporting"],
  until: ["至（含当日）", "Until (that day included)"],
  reason: ["理由（必填）", "Reason (required)"],
  grant: ["同意", "Grant"],
  end: ["终止", "End it"],
  granted: ["已同意。", "Granted."],
  ended: ["已终止。", "Ended."],
});
const ADDRESS = "/v1/obligations/{template_id}/{unit}/{kind}";

/** The unit above gives a unit more time, or excuses it for a while. */
export function Relief({ template, campaign, units, onDone }: {
  template: string;
  campaign: string | undefined;
  units: { code: string; name: string }[];
  onDone: () => void;
}) {
  const [form, setForm] = useState({ unit: "", kind: "extension", until: "", reason: "" });
  const course = useAct();
  const set = (change: Partial<typeof form>) => setForm({ ...form, ...change });
  const unit = form.unit || (units[0] ? units[0].code : "");
  const at = { path: { template_id: template, unit, kind: form.kind as "excuse" }, query: { campaign } };
  const grant = () =>
    course.act(async () => {
      await api.put(ADDRESS, { ...at, body: { until: form.until, reason: form.reason } });
      onDone();
      return say("granted");
    });
  const end = () =>
    course.act(async () => {
      await api.delete(ADDRESS, at);
      onDone();
      return say("ended");
    });
  if (units.length === 0) return null;
  return (
    <details class="card">
      <summary>{say("title")}</summary>
      <form onSubmit={(event) => (event.preventDefault(), void grant())}>
        <div class="controls">
          <Choice
            label={say("unit")}
            value={unit}
            onChange={(code) => set({ unit: code })}
            of={units.map((each) => [each.code, each.name] as const)}
          />
          <Choice
            label={say("kind")}
            value={form.kind}
            onChange={(kind) => set({ kind })}
            of={[["extension", say("extension")], ["excuse", say("excuse")]]}
          />
          <Field
            type="date"
            label={say("until")}
            value={form.until}
            onChange={(until) => set({ until })}
            required
          />
        </div>
        <Area
          label={say("reason")}
          value={form.reason}
          onChange={(reason) => set({ reason })}
          required
          maxLength={500}
        />
        <p class="row">
          <button type="submit" class="main" disabled={course.isBusy}>{say("grant")}</button>
          <button type="button" disabled={course.isBusy} onClick={() => void end()}>{say("end")}</button>
        </p>
      </form>
      <Outcome of={course} />
    </details>
  );
}
