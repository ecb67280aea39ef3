import { wordsOf } from "../../shared/words.ts";
import { Area, Field } from "../parts/field.tsx";

const say = wordsOf({
  title: ["课中提问", "Questions of the lesson"],
  why: [
    "学习过程中随机弹出；答对前不再累计学时。每行一个选项，正确选项前加 *。",
    "Asked at random moments; nothing counts until they are answered. One option a line, right ones with a *.",
  ],
  question: ["第 {number} 题", "Question {number}"],
  options: ["选项", "Options"],
  add: ["增加一题", "Add a question"],
  remove: ["删除第 {number} 题", "Remove question {number}"],
});
export interface Question {
  question: string;
  options: string[];
  right: number[];
}

/** `*断电` is a right option, `泼水` is not. */
const linesOf = ({ options, right }: Question): string =>
  options.map((each, index) => (right.includes(index) ? "*" : "") + each).join("\n");

function parsed(text: string): Pick<Question, "options" | "right"> {
  const lines = text.split("\n").map((each) => each.trimStart());
  return {
    options: lines.map((each) => each.replace(/^[*＊]\s*/, "")),
    right: lines.flatMap((each, index) => /^[*＊]/.test(each) ? [index] : []),
  };
}

export function Checks({ questions, onChange }: {
  questions: Question[];
  onChange: (questions: Question[]) => void;
}) {
  const set = (at: number, change: Partial<Question>) =>
    onChange(questions.map((each, index) => index === at ? { ...each, ...change } : each));
  return (
    <fieldset>
      <legend>{say("title")}</legend>
      <p>{say("why")}</p>
      {questions.map((each, index) => (
        <div key={index}>
          <Field
            isWide
            label={say("question", { number: index + 1 })}
            value={each.question}
            onChange={(question) => set(index, { question })}
            required
            maxLength={300}
          />
          <Area
            label={say("options")}
            value={linesOf(each)}
            onChange={(text) => set(index, parsed(text))}
            required
          />
          <button type="button" onClick={() => onChange(questions.filter((_, other) => other !== index))}>
            {say("remove", { number: index + 1 })}
          </button>
        </div>
      ))}
      <p>
        <button
          type="button"
          onClick={() => onChange([...questions, { question: "", options: [], right: [] }])}
        >
          {say("add")}
        </button>
      </p>
    </fieldset>
  );
}
