import { wordsOf } from "../../shared/words.ts";
import type { Template } from "./draft.ts";

/** The states of a report, in the reader's language. */
export const stateWord = wordsOf({
  not_started: ["未开始", "not begun"],
  draft: ["填报中", "draft"],
  submitted: ["已上报", "submitted"],
  returned: ["已退回", "returned"],
  accepted: ["已通过", "accepted"],
  amended: ["修改中", "being amended"],
});

export const waitingWord = wordsOf({
  to_accept: ["待审核", "to accept"],
  returned: ["被退回", "returned to you"],
  stale: ["下级有变动，需重新汇总", "units below have changed"],
  to_start: ["待填报", "to begin"],
  overdue: ["已逾期", "overdue"],
  permit: ["待批准", "to permit"],
});

/** What a cell of the form is called. */
export function labelOf(template: Template, indicator: string): string {
  const known = (template.indicators as { id?: string; label?: string; label_zh?: string }[])
    .find((each) => each.id === indicator);
  return known && (known.label || known.label_zh) || indicator;
}
