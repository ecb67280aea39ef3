import { language, wordsOf } from "../../shared/words.ts";
import type { Draft } from "./draft.ts";

const say = wordsOf({
  prefilled: ["取自竞赛数据，截至 {at}", "from the contest's figures, as of {at}"],
  why: ["说明", "Explanation"],
  returned: ["退回意见：{comment}", "Returned: {comment}"],
});
const BLANK = /\{(\w+)\}/;

/** The brackets around a blank, and what may not begin a line behind them. */
const OPENED = /（$/;
const CLOSED = /^）[；，。、]?/;
function between(part: string, index: number, count: number): string {
  const begun = index > 0 ? part.replace(CLOSED, "") : part;
  return index < count - 1 ? begun.replace(OPENED, "") : begun;
}

/** An official sentence with its blanks. Checks and reasons of a return stand under the line they are about. */
export function Line({ text, draft, isOpen }: { text: string; draft: Draft; isOpen: boolean }) {
  const parts = text.split(BLANK);
  const ids = parts.filter((_, index) => index % 2 === 1);
  const report = draft.report.value;
  // A check of the whole form, such as "31 blanks are empty", stands below the form and not at each of its lines.
  const checks = report.checks.filter((check) =>
    check.indicators.length <= ids.length + 1 && check.indicators.some((id) => ids.includes(id))
  );
  const returned = report.returned.filter((each) => each.indicator && ids.includes(each.indicator));
  const prefilled = ids.map((id) => report.prefilled[id]).find(Boolean);
  const wanted = checks.filter((check) => check.class === "B" || check.class === "C").flatMap((check) =>
    check.indicators
  )
    .filter((id, index, all) => ids.includes(id) && all.indexOf(id) === index);
  return (
    <div class="line">
      <p>
        {parts.map((part, index) =>
          index % 2 === 1
            ? (
              <span key={part} class="gap">
                {OPENED.test(parts[index - 1]!) && "（"}
                <Blank id={part} label={nameOf(parts, index)} draft={draft} isOpen={isOpen} />
                {CLOSED.exec(parts[index + 1]!)?.[0]}
              </span>
            )
            : <span key={index}>{between(part, index, parts.length)}</span>
        )}
      </p>
      {prefilled && <small>{say("prefilled", { at: new Date(prefilled.as_of).toLocaleString(language.value) })}</small>}
      {returned.map((each) => (
        <p key={each.code + each.indicator} class="fault">{say("returned", { comment: each.comment })}</p>
      ))}
      {checks.map((check) => <p key={check.code} class={`check-${check.class}`}>{check.detail}</p>)}
      {isOpen && wanted.map((id) => (
        <label key={id}>
          {say("why")}
          <input
            value={draft.content.value.explanations[id] || ""}
            maxLength={500}
            onInput={(event) =>
              draft.write({ explanations: { ...draft.content.value.explanations, [id]: event.currentTarget.value } })}
          />
        </label>
      ))}
    </div>
  );
}

/** What a blank is called aloud: the words before and after it. */
const nameOf = (parts: string[], index: number) =>
  `${parts[index - 1]!.split(/[；，。]/).pop()!.replace("（", "")} ${
    parts[index + 1]!.split(/[；，。]/)[0]!.replace("）", "")
  }`;

function Blank({ id, label, draft, isOpen }: { id: string; label: string; draft: Draft; isOpen: boolean }) {
  const value = draft.content.value.values[id];
  const write = (text: string) => {
    const digits = text.replace(/[０-９]/g, (each) => String(each.charCodeAt(0) - 0xff10)).replace(/[,，\s]/g, "");
    if (/^\d{0,12}$/.test(digits)) {
      draft.write({ values: { ...draft.content.value.values, [id]: digits === "" ? null : Number(digits) } });
    }
  };
  /** A column that was copied out of a spreadsheet fills this blank and those after it. */
  const paste = (event: ClipboardEvent) => {
    const cells = event.clipboardData ? event.clipboardData.getData("text").trim().split(/[\r\n\t]+/) : [];
    if (cells.length < 2) return;
    event.preventDefault();
    const blanks = [...document.querySelectorAll<HTMLInputElement>("input.blank")];
    const from = blanks.indexOf(event.currentTarget as HTMLInputElement);
    const values = { ...draft.content.value.values };
    cells.forEach((cell, index) => {
      const blank = blanks[from + index];
      const digits = cell.replace(/[,，\s]/g, "");
      if (blank && /^\d{1,12}$/.test(digits)) values[blank.name] = Number(digits);
    });
    draft.write({ values });
  };
  const onKey = (event: KeyboardEvent) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    const blanks = [...document.querySelectorAll<HTMLInputElement>("input.blank")];
    const next = blanks[blanks.indexOf(event.currentTarget as HTMLInputElement) + (event.shiftKey ? -1 : 1)];
    if (next) next.focus();
  };
  return (
    <input
      class="blank"
      name={id}
      aria-label={label}
      inputMode="numeric"
      readOnly={!isOpen}
      size={6}
      value={value === null || value === undefined ? "" : String(value)}
      onInput={(event) => write(event.currentTarget.value)}
      onPaste={paste}
      onKeyDown={onKey}
    />
  );
}
