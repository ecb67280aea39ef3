import { language, wordsOf } from "../../shared/words.ts";

export const SIGNALS = ["two_places", "wrong_checks", "no_rest", "likes_at_once"] as const;
const signals = wordsOf({
  two_places: ["多处同时学习", "two places at once"],
  wrong_checks: ["课中提问多次答错", "wrong answers in numbers"],
  no_rest: ["长时间不间断学习", "no rest"],
  likes_at_once: ["短时间集中点赞", "likes at once"],
});
const reasons = wordsOf({
  two_places: [
    "两个播放端同时前进：不停顿就换课程或倒退。",
    "Two players go on by themselves: elsewhere, or further back, without a pause.",
  ],
  wrong_checks: [
    "答错的次数多于答对的，可能无人观看。",
    "More wrong answers than right ones: perhaps nobody watches.",
  ],
  no_rest: [
    "报名以来几乎一刻不停地计时，可能由程序代学。",
    "Counted almost without a break since the enrolment: perhaps it is a program.",
  ],
  likes_at_once: [
    "一分钟内大量点赞，且点赞者既未报名也不赞其他作品。",
    "Many likes within a minute from people who are not enrolled and like nothing else.",
  ],
});
const figures = wordsOf({
  counted_ms: ["累计计时 {value}", "counted {value}"],
  passed_ms: ["报名至今 {value}", "{value} since the enrolment"],
  switches: ["同时播放切换 {value} 次", "{value} switches without a pause"],
  checks_wrong: ["答错 {value} 次", "{value} wrong"],
  checks_right: ["答对 {value} 次", "{value} right"],
  likes_in_minute: ["一分钟内 {value} 个赞", "{value} likes within a minute"],
  likes_only: ["其中 {value} 人别无活动", "{value} by people who do nothing else"],
  likes: ["共 {value} 个赞", "{value} likes in all"],
});
const FIGURES = [
  "counted_ms",
  "passed_ms",
  "switches",
  "checks_wrong",
  "checks_right",
  "likes_in_minute",
  "likes_only",
  "likes",
];
const span = wordsOf({ span: ["{hours} 小时 {minutes} 分", "{hours} h {minutes} min"] });
const MINUTE_MS = 60_000;

const isKnown = (signal: string): signal is typeof SIGNALS[number] => (SIGNALS as readonly string[]).includes(signal);

/** What stands out. A signal that a newer server invents keeps its name. */
export const signalWord = (signal: string): string => isKnown(signal) ? signals(signal) : signal;

/** Why it is looked at, in a sentence. */
export const reasonOf = (signal: string): string => isKnown(signal) ? reasons(signal) : "";

/** A figure by its name, which ends in `_ms` where it is a time. */
export function figureWord(name: string, value: number): string {
  const minutes = Math.floor(value / MINUTE_MS);
  const shown = name.endsWith("_ms")
    ? span("span", { hours: Math.floor(minutes / 60), minutes: minutes % 60 })
    : value.toLocaleString(language.value);
  return FIGURES.includes(name) ? figures(name as "likes", { value: shown }) : `${name}: ${shown}`;
}
