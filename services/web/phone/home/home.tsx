import { useEffect, useState } from "preact/hooks";
import { wordsOf } from "../../shared/words.ts";
import { api, contest, contests, isSignedIn, loadToday, profile, today } from "../api.ts";
import { Entrances } from "./entrances.tsx";
import { RehearsalOffer } from "./rehearsal.tsx";
import { SignIn } from "./sign_in.tsx";
import { Summary } from "./today.tsx";
import { UnitPicker } from "./unit_picker.tsx";
import type { Entry } from "../api.ts";

const say = wordsOf({
  loading: ["正在载入…", "Loading…"],
  none: ["目前没有竞赛。", "There is no contest at the moment."],
  rules: [
    "每天 {times} 次，每次 {count} 题，限时 {seconds} 秒，以服务器时间为准。",
    "{times} {times|round|rounds} a day, {count} {count|question|questions}, {seconds} seconds by the server's clock.",
  ],
  window: ["竞赛时间：{from} 至 {to}", "Open from {from} to {to}"],
  upcoming: ["竞赛尚未开始。", "The contest has not begun yet."],
  closed: ["竞赛已经结束，谢谢参与。", "The contest is over. Thank you for taking part."],
});

const dayOf = (instant: string, lessMs = 0) =>
  new Date(Date.parse(instant) - lessMs).toLocaleDateString("zh-CN", { timeZone: "Asia/Shanghai" });

/** The first screen: sign in, choose where the points go, play. */
export function Home() {
  const [choosing, setChoosing] = useState<Entry | null>(null);
  const isIn = isSignedIn.value;
  useEffect(() => {
    const refresh = () => document.hidden || !isSignedIn.value || loadToday().catch(() => undefined);
    document.addEventListener("visibilitychange", refresh);
    if (isIn && contest.value) refresh();
    return () => document.removeEventListener("visibilitychange", refresh);
  }, [isIn]);
  if (contests.value === null) return <p role="status">{say("loading")}</p>;
  const current = contest.value;
  if (current === null) return <p>{say("none")}</p>;
  if (choosing) return <UnitPicker entry={choosing} onDone={() => setChoosing(null)} />;
  const { sessions_per_day: times, questions_per_session: count, time_limit_seconds: seconds } = current.rules;
  return (
    <>
      <section class="card">
        <h1 tabIndex={-1}>{current.title}</h1>
        <p>{say("rules", { times, count, seconds })}</p>
        <p>{say("window", { from: dayOf(current.opens_at), to: dayOf(current.closes_at, 1) })}</p>
      </section>
      {!isIn ? <SignIn /> : profile.value && today.value
        ? (
          <>
            {today.value.state === "closed" && (
              <p class="card">{say(Date.parse(current.opens_at) > api.serverNow() ? "upcoming" : "closed")}</p>
            )}
            <RehearsalOffer contest={current} />
            <Summary today={today.value} />
            {today.value.state === "open" && <Entrances onChoose={setChoosing} />}
          </>
        )
        : <p role="status">{say("loading")}</p>}
    </>
  );
}
