import { useEffect } from "preact/hooks";
import { wordsOf } from "../../shared/words.ts";
import type { Session } from "./paper.ts";
import { Picture } from "./picture.tsx";

export const kinds = wordsOf({
  single_choice: ["单选题", "Choose one"],
  multiple_choice: ["多选题", "Choose all that are right"],
  true_false: ["判断题", "True or false"],
});
const scored = wordsOf({
  multiple_choice: ["（少选、错选不得分）", ": all of them, or no points"],
});
type Asked = Session["questions"][number];

/** The stem with its options. Keys 1 to 9 choose, Enter goes on; arrows are the browser's own. */
export function Question({ question, chosen, onChoose, onEnter }: {
  question: Asked;
  chosen: string[];
  onChoose: (choice: string[]) => void;
  onEnter: () => void;
}) {
  const isMultiple = question.kind === "multiple_choice";
  function pick(token: string): void {
    if (!isMultiple) onChoose([token]);
    else onChoose(chosen.includes(token) ? chosen.filter((each) => each !== token) : [...chosen, token]);
  }
  useEffect(() => {
    function onKey(event: KeyboardEvent): void {
      const target = event.target as HTMLElement;
      if (event.ctrlKey || event.metaKey || event.altKey || target.closest("dialog")) return;
      const option = question.options[Number(event.key) - 1];
      if (option) pick(option.token);
      else if (event.key === "Enter" && target.tagName !== "BUTTON") onEnter();
      else return;
      event.preventDefault();
    }
    addEventListener("keydown", onKey);
    return () => removeEventListener("keydown", onKey);
  });
  return (
    <fieldset class="card question">
      <legend>
        <small>{kinds(question.kind)}{isMultiple && scored("multiple_choice")}</small>
        {question.stem}
      </legend>
      <Picture of={question.picture} />
      {question.options.map((option, index) => (
        <label key={option.token} class={chosen.includes(option.token) ? "option chosen" : "option"}>
          <input
            type={isMultiple ? "checkbox" : "radio"}
            name={`question-${question.position}`}
            checked={chosen.includes(option.token)}
            onChange={() =>
              pick(option.token)}
          />
          <span>{question.kind === "true_false" ? "" : "ABCDEFGHI"[index] + ". "}{option.text}</span>
        </label>
      ))}
    </fieldset>
  );
}
