import { tick } from "../../shared/clock.ts";
import { addressOf } from "../../shared/router.ts";
import { language, wordsOf } from "../../shared/words.ts";
import { api, contest, type Today } from "../api.ts";

const say = wordsOf({
  running: [
    "您有一次答题正在进行，还剩 {seconds} 秒。",
    "A round of yours is running; {seconds} {seconds|second is|seconds are} left.",
  ],
  resume: ["继续答题", "Go on"],
  result: ["查看成绩和解析", "Score and explanations"],
  done: ["今天已经完成答题。", "You have played today."],
  score: ["得分 {score}／{max}", "{score} of {max} points"],
  next: ["下次答题：{at}", "The next round opens {at}"],
  practise: ["去学习错题", "Learn from mistakes"],
});

const at = (instant: string) =>
  new Date(instant).toLocaleString(language.value, {
    timeZone: contest.value ? contest.value.time_zone : "Asia/Shanghai",
    month: "long",
    day: "numeric",
    hour: "2-digit",
    minute: "2-digit",
  });

/** What there is to say of today: a round that runs, or the score and when the next one opens. */
export function Summary({ today }: { today: Today }) {
  void tick.value;
  const running = today.running ||
    (today.state === "in_progress" && today.session_id ? { session_id: today.session_id, deadline_at: "" } : null);
  const seconds = running && running.deadline_at ? Math.ceil(api.remainingMs(running.deadline_at) / 1000) : 1;
  if (running) {
    return (
      <section class="card strong">
        {running.deadline_at && <p>{say("running", { seconds })}</p>}
        <a class="main" href={addressOf(["play", running.session_id])}>{say(seconds > 0 ? "resume" : "result")}</a>
      </section>
    );
  }
  if (today.state !== "done") return null;
  return (
    <section class="card strong">
      <p>{say("done")}</p>
      {today.max_score ? <p class="score">{say("score", { score: today.score || 0, max: today.max_score })}</p> : null}
      {today.next_session_at && <p>{say("next", { at: at(today.next_session_at) })}</p>}
      {today.session_id && <a class="main" href={addressOf(["play", today.session_id])}>{say("result")}</a>}
      <a class="second" href="#/learn">{say("practise")}</a>
    </section>
  );
}
