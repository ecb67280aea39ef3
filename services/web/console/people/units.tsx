import { useState } from "preact/hooks";
import { Fault } from "../../shared/fault.tsx";
import { Loading } from "../../shared/loading.tsx";
import { wordsOf } from "../../shared/words.ts";
import { api, unitCode } from "../api.ts";

const say = wordsOf({
  title: ["下级单位", "Units below"],
  code: ["代码", "Code"],
  name: ["名称", "Name"],
  kind: ["类别", "Kind"],
  region: ["地区", "region"],
  enterprise: ["企业", "enterprise"],
  organization: ["机构（只填报表）", "organisation (forms only)"],
  add: ["新增下级单位", "Add a unit"],
  none: ["没有下级单位。", "No units below."],
  into: ["查看 {unit} 的下级", "Below {unit}"],
  up: ["返回", "Back"],
});
const ENTRIES = ["organisation", "enterprise", "region"] as const;
const entryWord = (entry: string) => say(entry === "organisation" ? "organization" : entry as "region");

/** The tree below one's own unit, and how it grows. */
export function Units() {
  const [parent, setParent] = useState(unitCode.value);
  const [form, setForm] = useState({ code: "", name: "", entry: "organisation" });
  const [fault, setFault] = useState<unknown>();
  return (
    <section class="card">
      <h2>{say("title")} · {parent}</h2>
      {parent !== unitCode.value && (
        <p>
          <button type="button" onClick={() => setParent(unitCode.value)}>‹ {say("up")}</button>
        </p>
      )}
      <Loading on={[parent]} load={() => api.get("/v1/units", { query: { parent } as never })}>
        {(page, reload) => (
          <>
            {page.items.length === 0 && <p>{say("none")}</p>}
            <ul class="inbox">
              {page.items.map((each) => (
                <li key={each.code}>
                  <code>{each.code}</code> {each.name} <small>{entryWord(each.entry)}</small>
                  {each.has_children && (
                    <button
                      type="button"
                      aria-label={say("into", { unit: each.name })}
                      onClick={() => setParent(each.code)}
                    >
                      ›
                    </button>
                  )}
                </li>
              ))}
            </ul>
            <form
              onSubmit={(event) => {
                event.preventDefault();
                api.post("/v1/units", { body: { ...form, parent } as never })
                  .then(() => (setForm({ ...form, code: "", name: "" }), setFault(undefined), reload()), setFault);
              }}
            >
              <p class="controls">
                <label>
                  {say("code")}
                  <input
                    required
                    value={form.code}
                    onInput={(event) => setForm({ ...form, code: event.currentTarget.value.trim() })}
                  />
                </label>
                <label>
                  {say("name")}
                  <input
                    required
                    maxLength={100}
                    value={form.name}
                    onInput={(event) => setForm({ ...form, name: event.currentTarget.value })}
                  />
                </label>
                <label>
                  {say("kind")}
                  <select
                    value={form.entry}
                    onChange={(event) => setForm({ ...form, entry: event.currentTarget.value })}
                  >
                    {ENTRIES.map((entry) => <option key={entry} value={entry}>{entryWord(entry)}</option>)}
                  </select>
                </label>
                <button type="submit">{say("add")}</button>
              </p>
              {fault !== undefined && <Fault fault={fault} />}
            </form>
          </>
        )}
      </Loading>
    </section>
  );
}
