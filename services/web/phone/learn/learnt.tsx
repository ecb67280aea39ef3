import type { ComponentChildren } from "preact";
import { wordsOf } from "../../shared/words.ts";
import { Picture } from "../play/picture.tsx";
import type { Answer } from "contest-client";

const say = wordsOf({
  key: ["正确答案", "Right answer"],
  yours: ["您的选择", "Your choice"],
  explanation: ["解析", "Explanation"],
  source: ["依据", "Source"],
});
type Question = Answer<"/v1/contests/{contest_id}/practice", "post">["items"][number];

/** A question with its key and explanation; `own` is what its reader chose. */
export function Learnt(
  { question, own, children }: { question: Question; own: string[]; children?: ComponentChildren },
) {
  return (
    <article class="card">
      <h2>{question.stem}</h2>
      <Picture of={question.picture} />
      <ul class="options">
        {question.options.map((option) => {
          const isOwn = own.includes(option.text);
          return (
            <li key={option.text} class={option.right ? "right" : ""}>
              {option.text}
              {option.right && <b>✓ {say("key")}</b>}
              {isOwn && <i>{say("yours")}</i>}
            </li>
          );
        })}
      </ul>
      <p>
        <b>{say("explanation")}</b> {question.explanation}
      </p>
      <p class="source">
        <b>{say("source")}</b> {question.source}
      </p>
      {children}
    </article>
  );
}
