import type { Call } from "contest-client";
import { wordsOf } from "../../shared/words.ts";
import { Choice, Field, Tick } from "../parts/field.tsx";

const say = wordsOf({
  title: ["规则", "Rules"],
  questions_per_session: ["每次题数", "Questions in a session"],
  points_per_question: ["每题分值", "Points for a question"],
  time_limit_seconds: ["限时（秒）", "Time limit (seconds)"],
  sessions_per_day: ["每人每天次数", "Sessions a day"],
  smallest_sample: ["参与比率和平均分排名的最少答题次数", "Fewest sessions behind a rate or an average"],
  identity: ["身份要求", "Who may start"],
  any: ["登录即可", "whoever has signed in"],
  verified_phone: ["须验证手机号", "with a verified number only"],
  pools: ["抽题", "Questions are drawn from"],
  whole_bank: ["全题库", "the whole bank"],
  by_day: ["每天一组题", "a pool for each day"],
  reveal: ["公布答案", "Answers are shown"],
  at_hand_in: ["交卷后", "at hand-in"],
  after_day: ["当天结束后", "after the day"],
  audience: ["面向", "Meant for"],
  public: ["公众", "everybody"],
  official: ["专业人员（含专业题）", "officials, with their questions"],
  blueprint: ["规定各题型的数量", "Lay down how many of each kind"],
  single_choice: ["单选题数", "Single choice"],
  multiple_choice: ["多选题数", "Multiple choice"],
  true_false: ["判断题数", "True or false"],
  least: ["难度合计不低于", "Sum of difficulties, at least"],
  most: ["难度合计不高于", "Sum of difficulties, at most"],
  composite: ["设置综合得分的权重（开赛后不变）", "Weights of the composite score (fixed at the opening)"],
  points: ["总分", "Points"],
  participation_rate: ["参与率", "Participation rate"],
  average_score: ["平均分", "Average score"],
});
export type RulesBody = Call<"/v1/contests", "post">["body"]["rules"];
const COUNTS = ["questions_per_session", "points_per_question", "time_limit_seconds", "sessions_per_day"] as const;
const CHOICES = [
  ["identity", ["any", "verified_phone"]],
  ["pools", ["whole_bank", "by_day"]],
  ["reveal", ["at_hand_in", "after_day"]],
  ["audience", ["public", "official"]],
] as const;
const KINDS = ["single_choice", "multiple_choice", "true_false"] as const;
const WEIGHTS = ["points", "participation_rate", "average_score"] as const;
const NO_KINDS = { single_choice: 0, multiple_choice: 0, true_false: 0 };
const EQUAL = { points: 1, participation_rate: 1, average_score: 1 };

/** What a contest's rules say of playing and of boards, the optional parts behind a tick. */
export function Rules({ rules, onChange }: { rules: RulesBody; onChange: (rules: RulesBody) => void }) {
  const set = (change: Partial<RulesBody>) => onChange({ ...rules, ...change });
  const { blueprint, composite } = rules;
  const kinds = blueprint ? blueprint.kinds : NO_KINDS;
  const sum = blueprint && blueprint.difficulty_sum || null;
  const setSum = (at: 0 | 1, text: string) => {
    const next = [sum ? sum[0]! : 0, sum ? sum[1]! : 0];
    next[at] = Number(text);
    set({ blueprint: { ...blueprint!, difficulty_sum: text === "" ? null : next } });
  };
  return (
    <section class="card">
      <h2>{say("title")}</h2>
      <div class="controls">
        {COUNTS.map((name) => (
          <Field
            type="number"
            min={1}
            required
            key={name}
            label={say(name)}
            value={String(rules[name])}
            onChange={(text) => set({ [name]: Number(text) })}
          />
        ))}
        <Field
          type="number"
          min={0}
          label={say("smallest_sample")}
          value={String(rules.smallest_sample)}
          onChange={(text) => set({ smallest_sample: Number(text) })}
        />
        {CHOICES.map(([name, of]) => (
          <Choice
            key={name}
            label={say(name)}
            value={rules[name] || of[0]}
            onChange={(text) => set({ [name]: text } as Partial<RulesBody>)}
            of={of.map((each) => [each, say(each)] as const)}
          />
        ))}
      </div>
      <Tick
        label={say("blueprint")}
        value={!!blueprint}
        onChange={(is) =>
          set({ blueprint: is ? { kinds: { ...NO_KINDS, single_choice: rules.questions_per_session } } : null })}
      />
      {blueprint && (
        <div class="controls">
          {KINDS.map((name) => (
            <Field
              type="number"
              min={0}
              key={name}
              label={say(name)}
              value={String(kinds[name])}
              onChange={(text) => set({ blueprint: { ...blueprint, kinds: { ...kinds, [name]: Number(text) } } })}
            />
          ))}
          {(["least", "most"] as const).map((name, at) => (
            <Field
              type="number"
              min={0}
              key={name}
              label={say(name)}
              value={sum ? String(sum[at]) : ""}
              onChange={(text) => setSum(at as 0 | 1, text)}
            />
          ))}
        </div>
      )}
      <Tick label={say("composite")} value={!!composite} onChange={(is) => set({ composite: is ? EQUAL : null })} />
      {composite && (
        <div class="controls">
          {WEIGHTS.map((name) => (
            <label key={name}>
              {say(name)}
              <input
                type="number"
                min={0}
                step="any"
                value={String(composite[name])}
                onInput={(event) => set({ composite: { ...composite, [name]: Number(event.currentTarget.value) } })}
              />
            </label>
          ))}
        </div>
      )}
    </section>
  );
}
