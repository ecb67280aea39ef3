import { wordsOf } from "../../shared/words.ts";
import type { Contest } from "../api.ts";

const say = wordsOf({
  title: ["答题日历", "Calendar"],
  played: ["{day}：{points} 分", "{day}: {points} {points|point|points}"],
  open: ["{day}：未答题", "{day}: not played"],
});
const DAY_MS = 86_400_000;

/** Every day of the contest, played days with their points. Days are those of the contest's time zone. */
export function Calendar({ days, contest }: { days: { date: string; points: number }[]; contest: Contest }) {
  const points = new Map(days.map((each) => [each.date, each.points]));
  const dayOf = (ms: number) => new Date(ms).toLocaleDateString("en-CA", { timeZone: contest.time_zone });
  const all: string[] = [];
  for (let ms = Date.parse(contest.opens_at); ms < Date.parse(contest.closes_at); ms += DAY_MS) all.push(dayOf(ms));
  const today = dayOf(Date.parse(contest.server_time));
  return (
    <>
      <h2>{say("title")}</h2>
      <ol class="card calendar">
        {all.slice(0, 100).map((day) => {
          const won = points.get(day);
          const text = won === undefined ? say("open", { day }) : say("played", { day, points: won });
          return (
            <li
              key={day}
              class={won === undefined ? "" : "done"}
              aria-current={day === today ? "date" : undefined}
              title={text}
            >
              <span aria-hidden="true">
                {Number(day.slice(8))}
                <b>{won === undefined ? "" : won}</b>
              </span>
              <span class="hidden">{text}</span>
            </li>
          );
        })}
      </ol>
    </>
  );
}
