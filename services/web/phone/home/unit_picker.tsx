import { useEffect, useRef, useState } from "preact/hooks";
import type { Answer } from "contest-client";
import { wordsOf } from "../../shared/words.ts";
import { api, type Entry, loadToday, profile } from "../api.ts";
import { Fault } from "../../shared/fault.tsx";
import { focusHeading } from "../look.ts";

const say = wordsOf({
  region: ["选择所在地区", "Choose your region"],
  enterprise: ["选择所在企业", "Choose your enterprise"],
  search: ["名称、拼音首字母或代码", "Name, initials or code"],
  top: ["全部", "All"],
  into: ["{unit} 的下级单位", "Units below {unit}"],
  nothing: ["没有找到，请换个写法试试。", "Nothing found. Try another spelling."],
  free: ["首次选择不计入更换次数。", "The first choice is free."],
  left: [
    "还可以更换 {count} 次。更换后，以后的得分计入新单位。",
    "You may change {count} more times. Points from then on go to the new unit.",
  ],
  confirm: ["确定选择“{unit}”", "Choose {unit}"],
  cancel: ["返回", "Back"],
});
type Unit = Answer<"/v1/units", "get">["items"][number] & { path?: { name: string }[] | string[] };
const WAIT_MS = 250;

const pathOf = (unit: Unit) =>
  (unit.path || []).map((each) => typeof each === "string" ? each : each.name).filter(Boolean).join(" › ");

/** Finds a unit by searching or by walking down the tree, and says what the choice costs before it is made. */
export function UnitPicker({ entry, onDone }: { entry: Entry; onDone: () => void }) {
  const [query, setQuery] = useState("");
  const [trail, setTrail] = useState<Unit[]>([]);
  const [units, setUnits] = useState<Unit[] | null>(null);
  const [chosen, setChosen] = useState<Unit | null>(null);
  const [fault, setFault] = useState<unknown>();
  const heading = useRef<HTMLHeadingElement>(null);
  const parent = trail.length ? trail[trail.length - 1]!.code : undefined;
  useEffect(() => focusHeading(heading.current), []);
  useEffect(() => {
    let isCurrent = true;
    const q = query.trim();
    const ask = () =>
      api.get("/v1/units", { query: q ? { entry, q } : { entry, parent } as never }).then(
        (page) => isCurrent && (setUnits(page.items as Unit[]), setFault(undefined)),
        (refusal) => isCurrent && setFault(refusal),
      );
    const timer = setTimeout(ask, q ? WAIT_MS : 0);
    return () => {
      isCurrent = false;
      clearTimeout(timer);
    };
  }, [entry, query, parent]);

  async function save(): Promise<void> {
    try {
      profile.value = await api.put("/v1/me", { body: { [`${entry}_unit`]: chosen!.code } as never });
      await loadToday();
      onDone();
    } catch (refusal) {
      setFault(refusal);
    }
  }

  const before = profile.value![entry === "region" ? "region_unit" : "enterprise_unit"];
  const left = profile.value!.unit_changes_left[entry];
  return (
    <section class="card">
      <h1 tabIndex={-1} ref={heading}>{say(entry)}</h1>
      <p>{before ? say("left", { count: left }) : say("free")}</p>
      <input
        type="search"
        value={query}
        aria-label={say("search")}
        placeholder={say("search")}
        maxLength={40}
        onInput={(event) => (setQuery(event.currentTarget.value), setChosen(null))}
      />
      {!query.trim() && trail.length > 0 && (
        <p class="trail">
          <button type="button" class="link" onClick={() => setTrail([])}>{say("top")}</button>
          {trail.map((unit, index) => (
            <>
              ›{" "}
              <button type="button" class="link" onClick={() => setTrail(trail.slice(0, index + 1))}>
                {unit.name}
              </button>
            </>
          ))}
        </p>
      )}
      {fault !== undefined && <Fault fault={fault} />}
      <ul class="units" aria-live="polite">
        {units && units.length === 0 && <li>{say("nothing")}</li>}
        {(units || []).map((unit) => (
          <li key={unit.code}>
            <label>
              <input
                type="radio"
                name="unit"
                checked={!!chosen && chosen.code === unit.code}
                onChange={() => setChosen(unit)}
              />
              <span>{unit.name}{query.trim() && pathOf(unit) ? <small>{pathOf(unit)}</small> : null}</span>
            </label>
            {unit.has_children && !query.trim() && (
              <button
                type="button"
                class="link"
                aria-label={say("into", { unit: unit.name })}
                onClick={() => (setTrail([...trail, unit]), setChosen(null))}
              >
                ›
              </button>
            )}
          </li>
        ))}
      </ul>
      <p class="row">
        <button type="button" class="second" onClick={onDone}>{say("cancel")}</button>
        {chosen && (
          <button type="button" class="main" onClick={() => void save()}>
            {say("confirm", { unit: chosen.name })}
          </button>
        )}
      </p>
    </section>
  );
}
