import { Loading } from "../../shared/loading.tsx";
import { language, wordsOf } from "../../shared/words.ts";
import { api } from "../api.ts";
import { Table } from "../parts/table.tsx";

const say = wordsOf({
  title: ["成绩更正记录", "Corrections of scores"],
  none: ["没有更正过成绩。", "No score has been corrected."],
  question: ["题目 {id} 已撤回", "Question {id} was withdrawn"],
  unit: ["单位", "Unit"],
  sessions: ["答题人次", "Sessions"],
  before: ["更正前", "Before"],
  after: ["更正后", "After"],
});

/** Scores that changed after they were given, cause by cause. */
export function Corrections({ contest }: { contest: string }) {
  const number = (value: number) => value.toLocaleString(language.value);
  return (
    <details class="card">
      <summary>{say("title")}</summary>
      <Loading on={[contest]} load={() => api.get("/v1/corrections/{contest_id}", { path: { contest_id: contest } })}>
        {({ items }) =>
          items.length === 0 ? <p>{say("none")}</p> : (
            <>
              {items.map((each) => (
                <Table
                  key={each.cause}
                  caption={say("question", { id: each.question_id || each.cause })}
                  heads={[say("unit"), say("sessions"), say("before"), say("after")]}
                  rows={each.units.map(({ unit, sessions, before, after }) => ({
                    key: unit.code,
                    cells: [unit.name, number(sessions), number(before), number(after)],
                  }))}
                />
              ))}
            </>
          )}
      </Loading>
    </details>
  );
}
