import { useState } from "preact/hooks";
import { Loading } from "../../shared/loading.tsx";
import { language, wordsOf } from "../../shared/words.ts";
import { api } from "../api.ts";
import { Outcome, useAct } from "../parts/act.tsx";
import { Area, Choice, Field } from "../parts/field.tsx";
import type { Draft, Template } from "./draft.ts";
import { labelOf } from "./words.ts";

const say = wordsOf({
  cell: ["关于哪一项", "About"],
  whole: ["整张报表", "the whole form"],
  code: ["退回原因", "Reason"],
  comment: ["具体意见（必填）", "What is to be done (required)"],
  more: ["再加一条", "One more reason"],
  due: ["新的截止日期（可不填）", "New due date (optional)"],
  go: ["退回", "Return"],
});
interface Reason {
  indicator: string;
  code: string;
  comment: string;
}

/** A return with coded reasons, each for a cell or for the whole form. */
export function Return({ draft, template, onDone }: { draft: Draft; template: Template; onDone: () => Promise<void> }) {
  const [reasons, setReasons] = useState<Reason[]>([{ indicator: "", code: "", comment: "" }]);
  const [due, setDue] = useState("");
  const course = useAct();
  const report = draft.report.value;
  const cells = Object.keys(report.values).map((id) => [id, labelOf(template, id)] as const);
  const set = (at: number, change: Partial<Reason>) =>
    setReasons(reasons.map((each, index) => index === at ? { ...each, ...change } : each));
  const send = (first: string) =>
    course.act(async () => {
      await api.post("/v1/reports/{report_id}/return", {
        path: { report_id: report.id },
        body: {
          reasons: reasons.map(({ indicator, code, comment }) => ({
            code: code || first,
            comment,
            ...(indicator ? { indicator } : {}),
          })),
          ...(due ? { due_on: due } : {}),
        },
      });
      await onDone();
    });
  return (
    <Loading on={[]} load={() => api.get("/v1/return-reasons")}>
      {({ items }) => (
        <form onSubmit={(event) => (event.preventDefault(), void send(items[0]!.code))}>
          {reasons.map((each, at) => (
            <fieldset key={at}>
              <div class="controls">
                <Choice
                  label={say("cell")}
                  value={each.indicator}
                  onChange={(indicator) => set(at, { indicator })}
                  of={[["", say("whole")], ...cells]}
                />
                <Choice
                  label={say("code")}
                  value={each.code || items[0]!.code}
                  onChange={(code) => set(at, { code })}
                  of={items.map((known) => [known.code, language.value === "en" ? known.text_en : known.text] as const)}
                />
              </div>
              <Area
                label={say("comment")}
                value={each.comment}
                onChange={(comment) => set(at, { comment })}
                required
                maxLength={500}
              />
            </fieldset>
          ))}
          <Field type="date" label={say("due")} value={due} onChange={setDue} />
          <p class="row">
            <button
              type="button"
              onClick={() => setReasons([...reasons, { indicator: "", code: "", comment: "" }])}
            >
              {say("more")}
            </button>
            <button type="submit" class="main" disabled={course.isBusy}>{say("go")}</button>
          </p>
          <Outcome of={course} />
        </form>
      )}
    </Loading>
  );
}
