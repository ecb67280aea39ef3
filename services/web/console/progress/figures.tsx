import { language, wordsOf } from "../../shared/words.ts";

const say = wordsOf({
  participants: ["参与人数", "Participants"],
  sessions: ["答题人次", "Sessions"],
  points: ["总分", "Points"],
  average: ["平均分", "Average"],
  asOf: ["数据截至 {at}", "As of {at}"],
});
interface Totals {
  participants: number;
  sessions: number;
  points: number;
  average_score: number | null;
}

/** The four figures of a unit. An average of too few sessions is not shown. */
export function Figures({ totals, asOf }: { totals: Totals; asOf: string }) {
  const number = (value: number) => value.toLocaleString(language.value);
  return (
    <>
      <dl class="figures">
        {(["participants", "sessions", "points"] as const).map((name) => (
          <div class="card" key={name}>
            <dt>{say(name)}</dt>
            <dd>{number(totals[name])}</dd>
          </div>
        ))}
        <div class="card">
          <dt>{say("average")}</dt>
          <dd>{totals.average_score === null ? "—" : totals.average_score}</dd>
        </div>
      </dl>
      <p>
        <small>{say("asOf", { at: new Date(asOf).toLocaleString(language.value) })}</small>
      </p>
    </>
  );
}
