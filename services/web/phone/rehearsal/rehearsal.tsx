import { useEffect, useRef, useState } from "preact/hooks";
import { Fault } from "../../shared/fault.tsx";
import { addressOf, place } from "../../shared/router.ts";
import { wordsOf } from "../../shared/words.ts";
import { contests, isRehearsed, isSignedIn } from "../api.ts";
import { focusHeading } from "../look.ts";
import { Questions } from "../play/questions.tsx";
import { Review } from "../play/result.tsx";
import { keptTrial, newTrial, Trial } from "./trial.ts";

const say = wordsOf({
  mark: ["模拟练习，不计成绩", "Rehearsal: it does not count"],
  leave: ["退出模拟", "Leave"],
  loading: ["正在取题…", "Fetching the questions…"],
  gone: ["现在没有模拟练习。", "There is no rehearsal now."],
  none: ["暂时没有模拟题，请稍后再试。", "There are no questions to rehearse with at the moment."],
  result: ["模拟成绩", "Rehearsal result"],
  score: ["{score} 分（满分 {max} 分）", "{score} of {max} {max|point|points}"],
  nothing: [
    "这次模拟不计入成绩，也不保存；正式答题用另外的题目。",
    "It counts nowhere and is not kept; the contest asks other questions.",
  ],
  again: ["再模拟一次", "Rehearse again"],
  home: ["返回首页", "Home"],
});

const home = () => addressOf([], { contest: place.value.path[1] });

/** Before the opening: the contest's own screens with questions that it never asks. */
export function Rehearsal() {
  if (!contests.value) return <p role="status">{say("loading")}</p>;
  const current = contests.value.find((each) => each.id === place.value.path[1]);
  if (!isSignedIn.value || !current || !isRehearsed(current)) return <Sentence text={say("gone")} />;
  return <Round key={current.id} id={current.id} />;
}

function Round({ id }: { id: string }) {
  const [trial, setTrial] = useState<Trial | undefined>(() => keptTrial(id));
  const [isFinished, setFinished] = useState(!!trial && trial.isFinished);
  const [fault, setFault] = useState<unknown>();
  const begin = () => {
    setTrial(undefined), setFinished(false), setFault(undefined);
    newTrial(id).then(setTrial, setFault);
  };
  useEffect(() => {
    if (!trial) begin();
  }, []);
  const finish = () => (trial!.finish(), setFinished(true));
  if (fault !== undefined) return <Sentence fault={fault} onAgain={begin} />;
  if (!trial) return <p role="status">{say("loading")}</p>;
  if (!trial.session.questions.length) return <Sentence text={say("none")} />;
  if (isFinished) return <Outcome trial={trial} onAgain={begin} />;
  return (
    <>
      <p class="rehearsal">
        <b>{say("mark")}</b>
        <a href={home()}>{say("leave")}</a>
      </p>
      <Questions paper={trial} onHandIn={finish} isHandingIn={false} />
    </>
  );
}

function Outcome({ trial, onAgain }: { trial: Trial; onAgain: () => void }) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    focusHeading(heading.current);
    scrollTo(0, 0);
  }, []);
  return (
    <>
      <p class="rehearsal">
        <b>{say("mark")}</b>
      </p>
      <section class="card strong">
        <h1 tabIndex={-1} ref={heading}>{say("result")}</h1>
        <p class="score">{say("score", trial.points())}</p>
        <p>{say("nothing")}</p>
        <button type="button" class="second" onClick={onAgain}>{say("again")}</button>
        <a class="main" href={home()}>{say("home")}</a>
      </section>
      <Review review={trial.review()} isOpen />
    </>
  );
}

function Sentence({ text, fault, onAgain }: { text?: string; fault?: unknown; onAgain?: () => void }) {
  return (
    <section class="card">
      {fault === undefined ? <p>{text}</p> : <Fault fault={fault} onAgain={onAgain} />}
      <a class="main" href={home()}>{say("home")}</a>
    </section>
  );
}
