import { useState } from "preact/hooks";
import type { Answer } from "contest-client";
import { CATEGORIES, categoryWord } from "../../shared/categories.ts";
import { wordsOf } from "../../shared/words.ts";
import { api, contest } from "../api.ts";
import { Fault } from "../../shared/fault.tsx";
import { Picture } from "../play/picture.tsx";
import { kinds } from "../play/question.tsx";
import { Learnt } from "./learnt.tsx";

const say = wordsOf({
  why: [
    "练习您答过的题目，马上看到答案，不计分、不限时。",
    "Practise what you have met: answers at once, no score, no limit.",
  ],
  category: ["类别", "Category"],
  all: ["全部类别", "All categories"],
  start: ["开始练习", "Start practising"],
  none: ["还没有可以练习的题目，先去答一次题吧。", "Nothing to practise yet. Play a round first."],
  check: ["看答案", "Show the answer"],
  next: ["下一题", "Next"],
  more: ["再练一组", "Another round"],
  right: ["✓ 回答正确", "✓ Right"],
  wrong: ["✗ 回答错误", "✗ Wrong"],
  done: ["这一组练完了，答对 {right}／{count}。", "Done: {right} of {count} right."],
});
const COUNT = 20;
type Item = Answer<"/v1/contests/{contest_id}/practice", "post">["items"][number];

export function Practice() {
  const [category, setCategory] = useState("");
  const [items, setItems] = useState<Item[] | null>(null);
  const [at, setAt] = useState(0);
  const [chosen, setChosen] = useState<string[]>([]);
  const [isOpen, setOpen] = useState(false);
  const [right, setRight] = useState(0);
  const [fault, setFault] = useState<unknown>();

  async function start(): Promise<void> {
    try {
      const path = { contest_id: contest.value!.id };
      const body = { count: COUNT, ...(category ? { category } : {}) };
      setItems((await api.post("/v1/contests/{contest_id}/practice", { path, body })).items);
      setAt(0), setRight(0), setChosen([]), setOpen(false), setFault(undefined);
    } catch (refusal) {
      setFault(refusal);
    }
  }

  const item = items && items[at];
  if (!item) {
    return (
      <section class="card">
        <p>{items === null ? say("why") : items.length ? say("done", { right, count: items.length }) : say("none")}</p>
        <label>
          {say("category")}
          <select value={category} onChange={(event) => setCategory(event.currentTarget.value)}>
            <option value="">{say("all")}</option>
            {CATEGORIES.map((each) => <option key={each} value={each}>{categoryWord(each)}</option>)}
          </select>
        </label>
        {fault !== undefined && <Fault fault={fault} />}
        <button type="button" class="main" onClick={() => void start()}>{say(items ? "more" : "start")}</button>
      </section>
    );
  }
  const isRight = item.options.every((option) => option.right === chosen.includes(option.text));
  const isMultiple = item.kind === "multiple_choice";
  const pick = (text: string) =>
    setChosen(
      !isMultiple ? [text] : chosen.includes(text) ? chosen.filter((each) => each !== text) : [...chosen, text],
    );
  const check = () => (setOpen(true), setRight(right + Number(isRight)));
  const next = () => (setAt(at + 1), setChosen([]), setOpen(false));
  if (isOpen) {
    return (
      <>
        <p role="status" class={`verdict ${isRight ? "right" : "wrong"}`}>{say(isRight ? "right" : "wrong")}</p>
        <Learnt question={item} own={chosen} />
        <button type="button" class="main" onClick={next}>{say("next")}</button>
      </>
    );
  }
  return (
    <>
      <fieldset class="card question">
        <legend>
          <small>{at + 1}／{items.length} {kinds(item.kind)}</small>
          {item.stem}
        </legend>
        <Picture of={item.picture} />
        {item.options.map((option) => (
          <label key={option.text} class={chosen.includes(option.text) ? "option chosen" : "option"}>
            <input
              type={isMultiple ? "checkbox" : "radio"}
              name="practice"
              checked={chosen.includes(option.text)}
              onChange={() =>
                pick(option.text)}
            />
            <span>{option.text}</span>
          </label>
        ))}
      </fieldset>
      <button type="button" class="main" disabled={!chosen.length} onClick={check}>{say("check")}</button>
    </>
  );
}
