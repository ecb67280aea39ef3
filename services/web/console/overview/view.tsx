import { wordsOf } from "../../shared/words.ts";

const say = wordsOf({ today: ["今日概况", "Today"] });

export default function Overview() {
  return <h2>{say("today")}</h2>;
}
