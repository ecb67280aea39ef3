import { useState } from "preact/hooks";
import type { Answer } from "contest-client";
import { Fault } from "../../shared/fault.tsx";
import { Loading } from "../../shared/loading.tsx";
import { wordsOf } from "../../shared/words.ts";
import { api, has, isNational } from "../api.ts";

const say = wordsOf({
  draft: ["草稿", "draft"],
  published: ["已发布", "published"],
  withdrawn: ["已撤回", "withdrawn"],
  key: ["正确答案", "right"],
  explanation: ["解析", "Explanation"],
  source: ["依据", "Source"],
  approve: ["审核通过", "Approve"],
  withdraw: ["提议撤回", "Propose to withdraw"],
  reason: ["理由（必填）", "Reason (required)"],
  full: ["所有人得此题分", "everybody gets the points"],
  none: ["此题不计分", "the question is not counted"],
  decision: ["处理方式", "Decision"],
  proposed: [
    "已提议，涉及 {sessions} 次答题，须由另一人批准。",
    "Proposed: {sessions} sessions; a second person decides.",
  ],
  statistics: ["作答统计", "Statistics"],
  line: [
    "{sessions} 次作答，正确 {right}，难度 {difficulty}，区分度 {discrimination}",
    "{sessions} answers, {right} right, difficulty {difficulty}, discrimination {discrimination}",
  ],
});
type Question = Answer<"/v1/banks/{bank_id}/questions", "get">["items"][number];
const figure = (value: number | null) => value === null ? "—" : value.toFixed(2);

/** A question with its key; reviewing and withdrawing are for those who may. */
export function QuestionRow({ question, onChanged }: { question: Question; onChanged: () => void }) {
  const [fault, setFault] = useState<unknown>();
  const [isAsking, setAsking] = useState(false);
  const [isShown, setShown] = useState(false);
  const mayReview = has("reviewer") || isNational();
  const path = { question_id: question.id };
  const query = { bank: question.bank_id } as never;
  const approve = () =>
    api.post("/v1/questions/{question_id}/approve", { path, query, headers: { "If-Match": question.etag } } as never)
      .then(onChanged, setFault);
  return (
    <article class="card">
      <h2>
        <code>{question.id}</code> {question.stem}
      </h2>
      <small>{say(question.state)} · {question.category} · {question.kind}</small>
      <ol class="options">
        {Object.entries(question.options).map(([letter, text]) => (
          <li key={letter}>{letter}. {text} {question.answer.includes(letter) && <b>✓ {say("key")}</b>}</li>
        ))}
      </ol>
      <p>
        <b>{say("explanation")}</b> {question.explanation}
      </p>
      <p>
        <small>{say("source")}：{question.source}</small>
      </p>
      {fault !== undefined && <Fault fault={fault} />}
      <p class="row">
        {mayReview && question.state === "draft" && (
          <button type="button" class="main" onClick={() => void approve()}>{say("approve")}</button>
        )}
        {mayReview && question.state === "published" && (
          <button type="button" onClick={() => setAsking(!isAsking)}>{say("withdraw")}</button>
        )}
        <button type="button" onClick={() => setShown(!isShown)}>{say("statistics")}</button>
      </p>
      {isAsking && <Withdraw question={question} onChanged={onChanged} />}
      {isShown && (
        <Loading
          on={[question.id]}
          load={() => api.get("/v1/questions/{question_id}/statistics", { path, query })}
        >
          {(found) => (
            <ul>
              {found.versions.map((each) => (
                <li key={each.version}>
                  {say("line", {
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
      )}
    </article>
  );
}

function Withdraw({ question, onChanged }: { question: Question; onChanged: () => void }) {
  const [decision, setDecision] = useState("everyone_right");
  const [reason, setReason] = useState("");
  const [fault, setFault] = useState<unknown>();
  const [done, setDone] = useState("");
  const propose = (event: Event) => {
    event.preventDefault();
    const input = { path: { question_id: question.id }, query: { bank: question.bank_id }, body: { decision, reason } };
    api.post("/v1/questions/{question_id}/withdraw", input as never).then((answer) => {
      const effect = (answer as unknown as { effect?: { sessions: number } }).effect;
      setDone(say("proposed", { sessions: effect ? effect.sessions : 0 }));
      onChanged();
    }, setFault);
  };
  return (
    <form onSubmit={propose}>
      <label>
        {say("decision")}
        <select value={decision} onChange={(event) => setDecision(event.currentTarget.value)}>
          <option value="everyone_right">{say("full")}</option>
          <option value="not_counted">{say("none")}</option>
        </select>
      </label>
      <label>
        {say("reason")}
        <textarea
          required
          minLength={2}
          maxLength={500}
          value={reason}
          onInput={(event) => setReason(event.currentTarget.value)}
        />
      </label>
      {fault !== undefined && <Fault fault={fault} />}
      <button type="submit" class="main">{say("withdraw")}</button>
      <p role="status">{done}</p>
    </form>
  );
}
