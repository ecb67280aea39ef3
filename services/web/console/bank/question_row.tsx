import { useState } from "preact/hooks";
import type { Answer } from "contest-client";
import { categoryWord } from "../../shared/categories.ts";
import { Loading } from "../../shared/loading.tsx";
import { wordsOf } from "../../shared/words.ts";
import { api, has, isNational } from "../api.ts";
import { Outcome, useAct } from "../parts/act.tsx";
import { Edit } from "./edit.tsx";
import { Picture } from "./picture.tsx";
import { Withdraw } from "./withdraw.tsx";
import { decisionWord, difficultyWord, kindWord } from "./words.ts";

const say = wordsOf({
  draft: ["草稿", "draft"],
  published: ["已发布", "published"],
  withdrawn: ["已撤回", "withdrawn"],
  key: ["正确答案", "right"],
  explanation: ["解析", "Explanation"],
  source: ["依据：{text}", "Source: {text}"],
  approve: ["审核通过", "Approve"],
  edit: ["修改", "Edit"],
  withdraw: ["提议撤回", "Propose to withdraw"],
  statistics: ["作答统计", "Statistics"],
  gone: [
    "{decision}；理由：{reason}（已重新计分 {count} 次）",
    "{decision}: {reason} (sessions scored again: {count})",
  ],
  line: [
    "第 {version} 版：{sessions} 次作答，答对 {right}，难度 {difficulty}，区分度 {discrimination}",
    "Version {version}: answered {sessions} {sessions|time|times}, right {right} {right|time|times}, difficulty {difficulty}, discrimination {discrimination}",
  ],
});
type Question = Answer<"/v1/banks/{bank_id}/questions", "get">["items"][number];
type Part = "edit" | "withdraw" | "statistics";
const figure = (value: number | null) => value === null ? "—" : value.toFixed(2);

/** A question with its key; what can be done with it opens below it. */
export function QuestionRow({ question, onChanged }: { question: Question; onChanged: () => void }) {
  const [open, setOpen] = useState<Part | null>(null);
  const course = useAct();
  const { id, bank_id, etag } = question;
  const mayReview = has("reviewer") || isNational();
  const mayEdit = has("editor") || isNational();
  const path = { question_id: id };
  const query = { bank: bank_id };
  const approve = () =>
    course.act(async () => {
      const headers = { "If-Match": etag };
      await api.post("/v1/questions/{question_id}/approve", { path, query, headers });
      onChanged();
    });
  const toggle = (part: Part) => (
    <button
      type="button"
      aria-expanded={open === part}
      onClick={() => setOpen(open === part ? null : part)}
    >
      {say(part)}
    </button>
  );
  const { withdrawal } = question;
  return (
    <article class="card">
      <h2>
        <code>{id}</code> {question.stem}
      </h2>
      <small>
        {say(question.state)} · {categoryWord(question.category)} · {kindWord(question.kind)} ·{" "}
        {difficultyWord(question.difficulty)}
      </small>
      <Picture of={question} />
      <ul class="options">
        {Object.entries(question.options).map(([letter, text]) => (
          <li key={letter}>{letter}. {text} {question.answer.includes(letter) && <b>✓ {say("key")}</b>}</li>
        ))}
      </ul>
      <p>
        <b>{say("explanation")}</b> {question.explanation}
      </p>
      <p>
        <small>{say("source", { text: question.source })}</small>
      </p>
      {withdrawal && (
        <p class="fault">
          {say("gone", {
            decision: decisionWord(withdrawal.decision),
            reason: withdrawal.reason,
            count: withdrawal.regraded,
          })}
        </p>
      )}
      <p class="row">
        {mayReview && question.state === "draft" && (
          <button type="button" class="main" onClick={() => void approve()}>{say("approve")}</button>
        )}
        {mayEdit && question.state !== "withdrawn" && toggle("edit")}
        {mayReview && question.state === "published" && toggle("withdraw")}
        {toggle("statistics")}
      </p>
      <Outcome of={course} />
      {open === "edit" && <Edit question={question} onChanged={onChanged} />}
      {open === "withdraw" && <Withdraw question={question} />}
      {open === "statistics" && <Versions question={question} />}
    </article>
  );
}

function Versions({ question }: { question: Question }) {
  const input = { path: { question_id: question.id }, query: { bank: question.bank_id } };
  return (
    <Loading on={[question.id]} load={() => api.get("/v1/questions/{question_id}/statistics", input)}>
      {(found) => (
        <ul>
          {found.versions.map((each) => (
            <li key={each.version}>
              {say("line", {
                version: each.version,
                sessions: each.sessions,
                right: each.right,
                difficulty: figure(each.difficulty),
                discrimination: figure(each.discrimination),
              })}
            </li>
          ))}
        </ul>
      )}
    </Loading>
  );
}
