import { useEffect, useRef, useState } from "preact/hooks";
import { wordsOf } from "../../shared/words.ts";
import { focusHeading } from "../look.ts";
import type { Answers } from "./paper.ts";
import { Question } from "./question.tsx";
import { Timer } from "./timer.tsx";

const say = wordsOf({
  of: ["第 {position} 题，共 {count} 题", "Question {position} of {count}"],
  answered: ["已答", "answered"],
  back: ["上一题", "Back"],
  next: ["下一题", "Next"],
  handIn: ["交卷", "Hand in"],
  open: [
    "还有 {count} 题没有作答，确定交卷吗？",
    "{count} {count|question is|questions are} unanswered. Hand in anyway?",
  ],
  goOn: ["继续答题", "Go on"],
  sure: ["确定交卷", "Hand in"],
  saved: ["已保存", "Saved"],
  sending: ["正在保存…", "Saving…"],
  waiting: ["网络不通，答案已保留在手机上，恢复后自动提交", "No connection: kept on this phone, sent when it is back"],
});

/** One question at a time, with the clock above it and the way through the paper below. */
export function Questions({ paper, onHandIn, isHandingIn }: {
  paper: Answers;
  onHandIn: () => void;
  isHandingIn: boolean;
}) {
  const { questions, deadline_at } = paper.session;
  const first = questions.find((each) => !paper.isAnswered(each.position));
  const [position, setPosition] = useState(first ? first.position : questions.length);
  const dialog = useRef<HTMLDialogElement>(null);
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => focusHeading(heading.current), [position]);
  useEffect(() => {
    if (paper.isOver.value) onHandIn();
  }, [paper.isOver.value]);
  const missing = questions.filter((each) => !paper.isAnswered(each.position)).length;
  const states = Object.values(paper.saving.value);
  const saving = states.includes("waiting")
    ? "waiting"
    : states.includes("sending")
    ? "sending"
    : states.length
    ? "saved"
    : null;

  function ask(): void {
    if (missing && dialog.current && dialog.current.showModal) dialog.current.showModal();
    else onHandIn();
  }

  return (
    <section>
      <div class="bar">
        <ol class="dots">
          {questions.map((each) => (
            <li key={each.position}>
              <button
                type="button"
                aria-current={each.position === position ? "step" : undefined}
                class={paper.isAnswered(each.position) ? "done" : ""}
                onClick={() => setPosition(each.position)}
              >
                {each.position}
                <span class="hidden">{paper.isAnswered(each.position) && say("answered")}</span>
              </button>
            </li>
          ))}
        </ol>
        <Timer deadlineAt={deadline_at} onEnd={onHandIn} />
      </div>
      <h1 tabIndex={-1} ref={heading}>{say("of", { position, count: questions.length })}</h1>
      <Question
        key={position}
        question={questions[position - 1]!}
        chosen={paper.choiceOf(position)}
        onChoose={(choice) => paper.choose(position, choice)}
        onEnter={() => position < questions.length ? setPosition(position + 1) : ask()}
      />
      <p role="status" class="saving">{saving && say(saving)}</p>
      <p class="row">
        <button type="button" class="second" disabled={position === 1} onClick={() => setPosition(position - 1)}>
          {say("back")}
        </button>
        {position < questions.length
          ? <button type="button" class="main" onClick={() => setPosition(position + 1)}>{say("next")}</button>
          : <button type="button" class="main" disabled={isHandingIn} onClick={ask}>{say("handIn")}</button>}
      </p>
      <dialog ref={dialog} aria-labelledby="open-questions">
        <p id="open-questions">{say("open", { count: missing })}</p>
        <p class="row">
          <button type="button" class="second" onClick={() => dialog.current!.close()}>{say("goOn")}</button>
          <button type="button" class="main" onClick={() => (dialog.current!.close(), onHandIn())}>
            {say("sure")}
          </button>
        </p>
      </dialog>
    </section>
  );
}
