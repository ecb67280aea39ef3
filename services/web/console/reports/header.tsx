import { wordsOf } from "../../shared/words.ts";
import type { Draft, Template } from "./draft.ts";

const say = wordsOf({
  contact_name: ["联系人", "Contact"],
  contact_phone: ["联系电话", "Telephone"],
  report_date: ["填报日期", "Date"],
});
const KNOWN = ["contact_name", "contact_phone", "report_date"];

/** The fields at the head of the form, as its template lays them down. */
export function Header({ draft, template, isOpen }: { draft: Draft; template: Template; isOpen: boolean }) {
  const { header } = draft.content.value;
  const fields = template.header as { id: string; label_zh?: string; label?: string }[];
  return (
    <section class="card controls">
      {fields.filter((field) => field.id in header).map((field) => (
        <label key={field.id}>
          {KNOWN.includes(field.id) ? say(field.id as "contact_name") : field.label || field.label_zh || field.id}
          <input
            type={(field.id === "report_date" ? "date" : "text") as "text"}
            readOnly={!isOpen}
            value={header[field.id] || ""}
            onInput={(event) => draft.write({ header: { ...header, [field.id]: event.currentTarget.value || null } })}
          />
        </label>
      ))}
    </section>
  );
}
