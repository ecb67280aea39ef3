import { useEffect } from "preact/hooks";
import { tick } from "../../shared/clock.ts";
import { addressOf } from "../../shared/router.ts";
import { wordsOf } from "../../shared/words.ts";
import { type Contest, isRehearsed, loadToday } from "../api.ts";

const say = wordsOf({
  title: ["模拟练习", "Rehearsal"],
  why: [
    "竞赛开始前先熟悉一下：同样的题数和时间，另外的题目。不计成绩，也不占用答题次数。",
    "Get to know it before it begins: as many questions and as much time, but other questions. It counts for nothing.",
  ],
  start: ["开始模拟", "Rehearse"],
});

/** Offered before the opening alone. When that comes, the entrances take its place. */
export function RehearsalOffer({ contest }: { contest: Contest }) {
  void tick.value;
  const isOffered = isRehearsed(contest);
  useEffect(() => {
    if (isOffered) return () => void loadToday().catch(() => undefined);
  }, [isOffered]);
  if (!isOffered) return null;
  return (
    <section class="card" aria-labelledby="rehearsal">
      <h2 id="rehearsal">{say("title")}</h2>
      <p>{say("why")}</p>
      <a class="second" href={addressOf(["rehearsal", contest.id])}>{say("start")}</a>
    </section>
  );
}
