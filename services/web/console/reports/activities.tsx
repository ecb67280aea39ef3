import { wordsOf } from "../../shared/words.ts";
import type { Draft } from "./draft.ts";

const say = wordsOf({
  name: ["活动名称", "Activity"],
  occurrences: ["场次", "Times"],
  attendances: ["参与人次", "Attendances"],
  add: ["添加活动", "Add an activity"],
  remove: ["删除", "Remove"],
});
const numberOf = (text: string) => /^\d{1,12}$/.test(text.trim()) ? Number(text) : null;

/** The seventh item, which may be repeated. */
export function Activities({ draft, isOpen }: { draft: Draft; isOpen: boolean }) {
  const items = draft.content.value.other_activities;
  const set = (index: number, change: object) =>
    draft.write({ other_activities: items.map((each, at) => at === index ? { ...each, ...change } : each) });
  return (
    <>
      {items.map((each, index) => (
        <div class="controls" key={index}>
          <label class="wide">
            {say("name")}
            <input
              value={each.activity_name || ""}
              maxLength={200}
              readOnly={!isOpen}
              onInput={(event) => set(index, { activity_name: event.currentTarget.value })}
            />
          </label>
          {(["occurrences", "attendances"] as const).map((field) => (
            <label key={field}>
              {say(field)}
              <input
                inputMode="numeric"
                size={6}
                readOnly={!isOpen}
                value={each[field] === null ? "" : String(each[field])}
                onInput={(event) => set(index, { [field]: numberOf(event.currentTarget.value) })}
              />
            </label>
          ))}
          {isOpen && (
            <button
              type="button"
              onClick={() => draft.write({ other_activities: items.filter((_, at) => at !== index) })}
            >
              {say("remove")}
            </button>
          )}
        </div>
      ))}
      {isOpen && (
        <button
          type="button"
          onClick={() =>
            draft.write({
              other_activities: [...items, { activity_name: "", occurrences: null, attendances: null }] as never,
            })}
        >
          {say("add")}
        </button>
      )}
    </>
  );
}
