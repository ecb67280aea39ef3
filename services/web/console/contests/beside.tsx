import { wordsOf } from "../../shared/words.ts";
import { Choice, Field, Tick } from "../parts/field.tsx";
import type { RulesBody } from "./rules.tsx";

const say = wordsOf({
  title: ["赛前模拟与证书", "Rehearsal and certificates"],
  rehearsal: ["开赛前开放模拟练习", "Let people rehearse before the opening"],
  rehearsalWhy: [
    "模拟题取自单独的题库，不含竞赛试题，不计分、不留记录。",
    "With questions of a bank of its own, none of which the contest asks. It counts for nothing and is not kept.",
  ],
  days: ["提前天数（1 至 60）", "Days before the opening (1 to 60)"],
  bank: ["模拟题库", "Bank of the rehearsal"],
  choose: ["请选择", "Choose"],
  certificate: ["另定竞赛证书的领取条件", "Lay down what earns a certificate of the contest"],
  certificateWhy: [
    "不另定时，答题满 5 天即可领取。",
    "Otherwise five days of playing earn one.",
  ],
  played: ["答题天数", "Days played"],
  points: ["累计得分", "Points in all"],
  full: ["满分次数", "Sessions with full marks"],
});
const FIVE_DAYS = { days: 5, points: 0, full_marks: 0 };
const THRESHOLDS = [["days", "played", 1], ["points", "points", 0], ["full_marks", "full", 0]] as const;

/** What stands beside the contest itself, each part behind a tick. `banks` are id and title. */
export function Beside({ rules, banks, onChange }: {
  rules: RulesBody;
  banks: [string, string][];
  onChange: (rules: RulesBody) => void;
}) {
  const { rehearsal, certificate } = rules;
  const set = (change: Partial<RulesBody>) => onChange({ ...rules, ...change });
  const known = !rehearsal || banks.some(([id]) => id === rehearsal.bank_id);
  return (
    <section class="card">
      <h2>{say("title")}</h2>
      <Tick
        label={say("rehearsal")}
        value={!!rehearsal}
        onChange={(is) => set({ rehearsal: is ? { days: 7, bank_id: "" } : null })}
      />
      {rehearsal && (
        <>
          <p>{say("rehearsalWhy")}</p>
          <div class="controls">
            <Field
              type="number"
              min={1}
              max={60}
              required
              label={say("days")}
              value={String(rehearsal.days)}
              onChange={(text) => set({ rehearsal: { ...rehearsal, days: Number(text) } })}
            />
            <Choice
              label={say("bank")}
              value={rehearsal.bank_id}
              onChange={(bank_id) => set({ rehearsal: { ...rehearsal, bank_id } })}
              of={known ? banks : [[rehearsal.bank_id, rehearsal.bank_id || say("choose")], ...banks]}
            />
          </div>
        </>
      )}
      <Tick
        label={say("certificate")}
        value={!!certificate}
        onChange={(is) => set({ certificate: is ? FIVE_DAYS : null })}
      />
      {certificate
        ? (
          <div class="controls">
            {THRESHOLDS.map(([name, word, min]) => (
              <Field
                type="number"
                min={min}
                required
                key={name}
                label={say(word)}
                value={String(certificate[name])}
                onChange={(text) => set({ certificate: { ...certificate, [name]: Number(text) } })}
              />
            ))}
          </div>
        )
        : <p>{say("certificateWhy")}</p>}
    </section>
  );
}
