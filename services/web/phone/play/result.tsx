import { useEffect, useRef, useState } from "preact/hooks";
import { language, wordsOf } from "../../shared/words.ts";
import { contest } from "../api.ts";
import { focusHeading } from "../look.ts";
import type { Result } from "./paper.ts";
import { Picture } from "./picture.tsx";

const say = wordsOf({
  score: ["本次得分", "Your score"],
  of: ["{score} 分（满分 {max} 分）", "{score} of {max} {max|point|points}"],
  late: ["答题时间已到，系统已自动交卷，按已保存的答案计分。", "Time was up: what was saved has been handed in."],
  counts: ["得分计入：{unit}", "Counts for {unit}"],
  later: ["正确答案和解析将在 {at} 公布。", "Right answers and explanations are shown from {at}."],
  right: ["✓ 回答正确", "✓ Right"],
  wrong: ["✗ 回答错误", "✗ Wrong"],
  blank: ["— 未作答", "— Not answered"],
  key: ["正确答案", "Right answer"],
  yours: ["您的选择", "Your choice"],
  explanation: ["解析", "Explanation"],
  source: ["依据", "Source"],
  withdrawn: ["此题已撤回，计分已更正。", "This question was withdrawn and scores were corrected."],
  book: ["学习错题", "Learn from mistakes"],
  share: ["生成分享图片", "Picture to share"],
  home: ["返回首页", "Home"],
});

/** Score, and every question with one's own and the right choice, told by sign and word and never by colour alone. */
export function ResultView({ result }: { result: Result }) {
  const heading = useRef<HTMLHeadingElement>(null);
  const [picture, setPicture] = useState<string | null>(null);
  useEffect(() => {
    focusHeading(heading.current);
    scrollTo(0, 0);
  }, []);
  const share = () =>
    import("../share/picture.ts").then((part) => part.draw(result, contest.value!.title)).then(setPicture);
  const revealAt = result.reveal_at;
  return (
    <>
      <section class="card strong">
        <h1 tabIndex={-1} ref={heading}>{say("score")}</h1>
        <p class="score">{say("of", { score: result.score, max: result.max_score })}</p>
        <p>{say("counts", { unit: result.unit.name })}</p>
        {result.finish_reason === "deadline" && <p>{say("late")}</p>}
        {revealAt && <p>{say("later", { at: new Date(revealAt).toLocaleString(language.value) })}</p>}
        <p class="row">
          <a class="second" href="#/learn">{say("book")}</a>
          <button type="button" class="second" onClick={() => void share()}>{say("share")}</button>
        </p>
        {picture && (
          <img class="picture" src={picture} alt={say("of", { score: result.score, max: result.max_score })} />
        )}
        <a class="main" href="#/">{say("home")}</a>
      </section>
      <Review review={result.review} isOpen={!revealAt} />
    </>
  );
}

/** Every question with what was chosen, and with its key where that is shown. */
export function Review({ review, isOpen }: { review: Result["review"]; isOpen: boolean }) {
  return (
    <ol class="review">
      {review.map((each) => <Reviewed key={each.position} each={each} isOpen={isOpen} />)}
    </ol>
  );
}

function Reviewed({ each, isOpen }: { each: Result["review"][number]; isOpen: boolean }) {
  const saved = each.saved || [];
  const right = each.right_choice || [];
  const verdict = !saved.length ? "blank" : each.correct ? "right" : "wrong";
  return (
    <li class="card">
      <h2>{each.stem}</h2>
      <Picture of={each.picture} />
      {isOpen && <p class={`verdict ${verdict}`}>{say(verdict)}</p>}
      <ul class="options">
        {each.options.map((option) => (
          <li key={option.token} class={isOpen && right.includes(option.token) ? "right" : ""}>
            {option.text}
            {isOpen && right.includes(option.token) && <b>✓ {say("key")}</b>}
            {saved.includes(option.token) && <i>{say("yours")}</i>}
          </li>
        ))}
      </ul>
      {each.withdrawn && <p>{say("withdrawn")}</p>}
      {isOpen && (
        <>
          <p>
            <b>{say("explanation")}</b> {each.explanation}
          </p>
          <p class="source">
            <b>{say("source")}</b> {each.source}
          </p>
        </>
      )}
    </li>
  );
}
