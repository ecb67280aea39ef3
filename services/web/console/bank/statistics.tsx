import type { Answer } from "contest-client";
import { categoryWord } from "../../shared/categories.ts";
import { Loading } from "../../shared/loading.tsx";
import { addressOf, place } from "../../shared/router.ts";
import { language, wordsOf } from "../../shared/words.ts";
import { api } from "../api.ts";
import { Table } from "../parts/table.tsx";

const say = wordsOf({
  why: [
    "难度为答对的比例（越低越难）；区分度为该题与其余题得分的相关，低于 0.2 的题值得复查；“未答”含超时。满 200 次作答的题有实测难度（1 易，3 难），以后新建的竞赛按它组卷。点击列名排序。",
    "Difficulty is the share of right answers: lower is harder. Discrimination below 0.2 deserves a look. From 200 answers on a question has a level, 1 easy to 3 hard, by which later contests make papers. Sort by a column's name.",
  ],
  question: ["题目", "Question"],
  sessions: ["作答次数", "Answers"],
  difficulty: ["难度", "Difficulty"],
  discrimination: ["区分度", "Discrimination"],
  measured_difficulty: ["实测难度", "Level"],
  left_out: ["未答", "Left out"],
  options: ["各选项被选比例（✓ 为正确）", "Share of each option (✓ right)"],
  none: ["还没有已发布的题目。", "No question has been published yet."],
});
type Item = Answer<"/v1/banks/{bank_id}/statistics", "get">["items"][number];
type Question = Answer<"/v1/banks/{bank_id}/questions", "get">["items"][number];
const COLUMNS = ["sessions", "difficulty", "measured_difficulty", "discrimination", "left_out"] as const;
const PAGE = 200;

async function all<T>(read: (cursor?: string) => Promise<{ items: T[]; next_cursor: string | null }>): Promise<T[]> {
  const found: T[] = [];
  let cursor: string | undefined;
  do {
    const page = await read(cursor);
    found.push(...page.items);
    cursor = page.next_cursor || undefined;
  } while (cursor);
  return found;
}

/** What the answers say of each question in use, sorted by what the address names. */
export function Statistics({ bank }: { bank: string }) {
  const path = { bank_id: bank };
  const load = () =>
    Promise.all([
      all<Item>((cursor) => api.get("/v1/banks/{bank_id}/statistics", { path, query: { limit: PAGE, cursor } })),
      all<Question>((cursor) => api.get("/v1/banks/{bank_id}/questions", { path, query: { limit: PAGE, cursor } })),
    ]);
  return (
    <>
      <p>{say("why")}</p>
      <Loading on={[bank]} load={load}>
        {([items, known]) => <Sorted bank={bank} items={items} known={known} />}
      </Loading>
    </>
  );
}

function Sorted({ bank, items, known }: { bank: string; items: Item[]; known: Question[] }) {
  const by = (place.value.query.get("by") || "") as typeof COLUMNS[number] | "";
  const rows = items.flatMap((each) =>
    each.versions.slice(0, 1).map((newest) => ({ id: each.question_id, ...newest }))
  );
  // Many answers, many omissions and high levels first, but the hardest and the least telling ones; what has none last.
  const way = by === "sessions" || by === "left_out" || by === "measured_difficulty" ? -1 : 1;
  const rank = (row: typeof rows[number]) => by ? row[by] === null ? way * Infinity : row[by]! : 0;
  const sorted = by ? [...rows].sort((one, other) => way * (rank(one) - rank(other)) || 0) : rows;
  if (rows.length === 0) return <p>{say("none")}</p>;
  const figure = (value: number | null) => value === null ? "—" : value.toFixed(2);
  const percent = (value: number | null) =>
    value === null ? "—" : value.toLocaleString(language.value, { style: "percent" });
  return (
    <section class="card">
      <Table
        heads={[
          say("question"),
          ...COLUMNS.map((name) => (
            <a href={addressOf(["bank", "statistics"], { bank, by: name })} aria-current={by === name || undefined}>
              {say(name)}
            </a>
          )),
          say("options"),
        ]}
        rows={sorted.map((row) => {
          const question = known.find((each) => each.id === row.id);
          return {
            key: row.id,
            cells: [
              <span key="name">
                <a href={addressOf(["bank"], { bank, q: row.id })}>{row.id}</a> {question && question.stem}{" "}
                {question && <small>{categoryWord(question.category)}</small>}
              </span>,
              row.sessions.toLocaleString(language.value),
              figure(row.difficulty),
              row.measured_difficulty ?? "—",
              figure(row.discrimination),
              row.left_out.toLocaleString(language.value),
              <span key="options" class="shares">
                {row.options.map((each) => (
                  <span key={each.option}>{each.option}{each.right ? "✓" : ""} {percent(each.share)}</span>
                ))}
              </span>,
            ],
          };
        })}
      />
    </section>
  );
}
