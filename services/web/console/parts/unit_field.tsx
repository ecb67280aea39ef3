import { useEffect, useState } from "preact/hooks";
import { wordsOf } from "../../shared/words.ts";
import { api } from "../api.ts";
import { Field } from "./field.tsx";

const say = wordsOf({ hint: ["名称、拼音首字母或代码", "Name, initials or code"] });
const PAUSE_MS = 250;
const SHOWN = 20;

/** A unit by its code, found by whatever of its name is typed; the name of the one that is meant stands beside the label. */
export function UnitField({ label, value, onChange, name, required = true }: {
  label: string;
  value: string;
  onChange: (code: string) => void;
  /** Of the list of proposals: different for each such field of a page. */
  name: string;
  required?: boolean;
}) {
  const [found, setFound] = useState<{ code: string; name: string }[]>([]);
  useEffect(() => {
    if (!value || found.some((each) => each.code === value)) return;
    const search = (entry?: "organisation") => api.get("/v1/units", { query: { q: value, limit: SHOWN, entry } });
    const timer = setTimeout(() => {
      Promise.all([search(), search("organisation")])
        .then((pages) => setFound(pages.flatMap((page) => page.items)), () => undefined);
    }, PAUSE_MS);
    return () => clearTimeout(timer);
  }, [value]);
  const meant = found.find((each) => each.code === value);
  return (
    <>
      <Field
        label={label}
        value={value}
        onChange={(text) => onChange(text.trim())}
        list={name}
        required={required}
        note={meant ? meant.name : ""}
        placeholder={say("hint")}
      />
      <datalist id={name}>
        {found.map((each) => <option key={each.code} value={each.code}>{each.name}</option>)}
      </datalist>
    </>
  );
}
