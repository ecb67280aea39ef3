import { wordsOf } from "../../shared/words.ts";
import type { Draft } from "./draft.ts";

const say = wordsOf({
  contact_name: ["联系人", "Contact"],
  contact_phone: ["联系电话", "Telephone"],
  report_date: ["填报日期", "Date"],
});
const FIELDS = ["contact_name", "contact_phone", "report_date"] as const;

export function Header({ draft, isOpen }: { draft: Draft; isOpen: boolean }) {
  const { header } = draft.content.value;
  return (
    <section class="card controls">
      {FIELDS.map((field) => (
        <label key={field}>
          {say(field)}
          <input
            type={(field === "report_date" ? "date" : "text") as "text"}
            readOnly={!isOpen}
            value={header[field] || ""}
            onInput={(event) => draft.write({ header: { ...header, [field]: event.currentTarget.value || null } })}
          />
        </label>
      ))}
    </section>
  );
}
