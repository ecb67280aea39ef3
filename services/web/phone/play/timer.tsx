import { useEffect, useRef, useState } from "preact/hooks";
import { minutesAndSeconds, tick } from "../../shared/clock.ts";
import { wordsOf } from "../../shared/words.ts";
import { api } from "../api.ts";

const say = wordsOf({
  left: ["剩余时间", "Time left"],
  says: ["剩余 {seconds} 秒", "{seconds} {seconds|second|seconds} left"],
});
const ANNOUNCED_S = [120, 60, 30, 15, 10, 5];
const URGENT_S = 15;

/** Counts down to the server's deadline. What is read aloud is said at a few marks only, or when it is asked for. */
export function Timer({ deadlineAt, onEnd }: { deadlineAt: string; onEnd: () => void }) {
  void tick.value;
  const [spoken, setSpoken] = useState("");
  const ended = useRef(false);
  const ms = api.remainingMs(deadlineAt);
  const seconds = Math.ceil(ms / 1000);
  const before = useRef(seconds);
  useEffect(() => {
    const passed = ANNOUNCED_S.find((mark) => before.current > mark && seconds <= mark);
    if (passed) setSpoken(say("says", { seconds }));
    before.current = seconds;
  }, [seconds]);
  useEffect(() => {
    // By a timer of its own: the last second must not wait for the next tick.
    const end = () => {
      if (ended.current) return;
      ended.current = true;
      onEnd();
    };
    if (ms <= 0) return end();
    const timer = setTimeout(end, ms + 50);
    return () => clearTimeout(timer);
  }, [Math.round(ms / 1000), onEnd]);
  return (
    <p class={seconds <= URGENT_S ? "timer urgent" : "timer"}>
      <span role="timer" aria-label={say("left")} aria-live="off">{minutesAndSeconds(ms)}</span>
      <button type="button" class="link" onClick={() => setSpoken(say("says", { seconds }))}>{say("left")}</button>
      <span class="hidden" aria-live="assertive">{spoken}</span>
    </p>
  );
}
