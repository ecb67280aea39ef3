import { useState } from "preact/hooks";
import type { Answer } from "contest-client";
import { wordsOf } from "../../shared/words.ts";

const say = wordsOf({
  why: ["请回答，答对后继续计时。", "Answer rightly and the clock goes on."],
  several: ["可多选", "More than one"],
  answer: ["提交答案", "Answer"],
});
type Question = NonNullable<Answer<"/v1/lessons/{lesson_id}/watch", "put">["check"]>;

/** A question in the middle of a lesson. */
export function Check({ check, onAnswer }: {
  check: Question;
  onAnswer: (answer: { id: number; chosen: number[] }) => void;
}) {
  const [chosen, setChosen] = useState<number[]>([]);
  const pick = (index: number) =>
    setChosen(
      !check.several ? [index] : chosen.includes(index) ? chosen.filter((each) => each !== index) : [...chosen, index],
    );
  return (
    <fieldset class="card question">
      <legend>
        <small>{say("why")} {check.several && say("several")}</small>
        {check.question}
      </legend>
      {check.options.map((text, index) => (
        <label key={text} class={chosen.includes(index) ? "option chosen" : "option"}>
          <input
            type={check.several ? "checkbox" : "radio"}
            name="check"
            checked={chosen.includes(index)}
            onChange={() => pick(index)}
          />
          <span>{text}</span>
        </label>
      ))}
      <button
        type="button"
        class="main"
        disabled={!chosen.length}
        onClick={() => onAnswer({ id: check.id, chosen })}
      >
        {say("answer")}
      </button>
    </fieldset>
  );
}
