import { wordsOf } from "../../shared/words.ts";

const say = wordsOf({
  speed: ["答题过快", "too fast"],
  twins: ["两人同卷同错", "two alike"],
  fan_out: ["多人同步操作", "many in step"],
  young_accounts: ["新账号集中答题", "accounts made to play"],
  leap: ["成绩突然全对", "suddenly all right"],
  double_day: ["一人两号同日答题", "one person, two accounts"],
});
const KNOWN = ["speed", "twins", "fan_out", "young_accounts", "leap", "double_day"];

/** What raised a flag. A signal that a newer server invents keeps its name. */
export const signalWord = (signal: string): string => KNOWN.includes(signal) ? say(signal as "speed") : signal;
