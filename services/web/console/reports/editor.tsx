import { useEffect, useMemo } from "preact/hooks";
import { Loading } from "../../shared/loading.tsx";
import { Fault } from "../../shared/fault.tsx";
import { wordsOf } from "../../shared/words.ts";
import { api } from "../api.ts";
import { Acts } from "./acts.tsx";
import { Activities } from "./activities.tsx";
import { Conflict } from "./conflict.tsx";
import { Draft, type Template } from "./draft.ts";
import { Files } from "./files.tsx";
import { Header } from "./header.tsx";
import { Line } from "./line.tsx";
import { Offered } from "./offered.tsx";
import { stateWord } from "./words.ts";

const say = wordsOf({
  saved: ["已保存", "Saved"],
  unsaved: ["有未保存的修改，稍后自动保存", "Unsaved changes, saved in a moment"],
  saving: ["正在保存…", "Saving…"],
  waiting: ["网络不通，修改保留在本机，恢复后自动保存", "No connection: kept in this browser, saved when it is back"],
  conflict: ["他人已保存了新内容，请选择", "Somebody else has saved; please choose"],
  refused: ["保存未成功，请查看说明", "Not saved; see why"],
  due: ["截止 {day}", "due {day}"],
  late: ["逾期", "late"],
  checks: ["核对提示", "Checks"],
  form: ["{unit}　{title}", "{unit}: {title}"],
});
interface Section {
  id: string;
  item: number;
  title?: string;
  title_zh?: string;
  lines: string[];
}

/** One form: the official sentences with blanks, checks beside them, saved while one writes. */
export function Editor({ id }: { id: string }) {
  const draft = useMemo(() => new Draft(id), [id]);
  useEffect(() => () => draft.close(), [draft]);
  const load = async () => {
    await draft.open();
    const path = { template_id: draft.report.value.template_id };
    return await api.get("/v1/templates/{template_id}", { path });
  };
  return <Loading on={[id]} load={load}>{(template) => <Form draft={draft} template={template} />}</Loading>;
}

/** Whether the blanks of a line are figures of the form; those of the repeatable item have an editor of their own. */
const isOfValues = (line: string, values: object): boolean =>
  [...line.matchAll(/\{(\w+)\}/g)].every((found) => found[1]! in values);

function Form({ draft, template }: { draft: Draft; template: Template }) {
  const report = draft.report.value;
  const isOpen = draft.isOpen();
  const sections = template.sections as unknown as Section[];
  const refused = draft.fault.value;
  return (
    <>
      <h1>{say("form", { unit: report.unit.name, title: template.title })}</h1>
      <p>
        <b>{stateWord(report.state)}</b> · {say("due", { day: report.due_on })} {report.is_late && <b>{say("late")}</b>}
        {isOpen && <span role="status" class={`saving ${draft.saving.value}`}>{say(draft.saving.value)}</span>}
      </p>
      {refused !== undefined && <Fault fault={refused} />}
      {draft.theirs.value && <Conflict draft={draft} theirs={draft.theirs.value} template={template} />}
      <Header draft={draft} template={template} isOpen={isOpen} />
      {sections.map((section) => (
        <fieldset class="card" key={section.id}>
          <legend>{section.item}. {section.title || section.title_zh}</legend>
          {(section.lines || []).filter((line) => isOfValues(line, report.values)).map((line) => (
            <Line key={line} text={line} draft={draft} isOpen={isOpen} />
          ))}
          {(section.lines || []).some((line) => !isOfValues(line, report.values)) && (
            <Activities draft={draft} isOpen={isOpen} />
          )}
        </fieldset>
      ))}
      {report.checks.length > 0 && (
        <section class="card">
          <h2>{say("checks")}</h2>
          <ul>
            {report.checks.map((check) => (
              <li key={check.code + check.detail} class={`check-${check.class}`}>{check.detail}</li>
            ))}
          </ul>
        </section>
      )}
      <Offered draft={draft} template={template} />
      <Files draft={draft} hasFigures={!template.is_attachment_only} />
      <Acts draft={draft} template={template} />
    </>
  );
}
