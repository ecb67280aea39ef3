import { useState } from "preact/hooks";
import { addressOf, go } from "../../shared/router.ts";
import { wordsOf } from "../../shared/words.ts";
import { api, codeOf, contest, type Entry, extra, loadToday, profile } from "../api.ts";
import { Fault } from "../../shared/fault.tsx";

const say = wordsOf({
  region: ["地区入口", "For your region"],
  enterprise: ["中央企业入口", "For your central enterprise"],
  points: ["得分计入：{unit}", "Points go to {unit}"],
  none: ["尚未选择单位", "No unit chosen yet"],
  choose: ["选择单位", "Choose a unit"],
  change: ["更换", "Change"],
  start: ["开始答题", "Start"],
  last: ["上次使用", "Used last time"],
});
const KEY = "contest.entry";

/** Both entrances on one screen; the one that was used last stands first. */
export function Entrances({ onChoose }: { onChoose: (entry: Entry) => void }) {
  const [fault, setFault] = useState<unknown>();
  const [isStarting, setStarting] = useState(false);
  const current = contest.value!;
  const last = localStorage.getItem(KEY);
  const entries = [...current.entries].sort((one, other) => Number(other === last) - Number(one === last));

  async function start(entry: Entry): Promise<void> {
    if (isStarting) return;
    setStarting(true);
    localStorage.setItem(KEY, entry);
    try {
      const session = await api.post("/v1/contests/{contest_id}/sessions", {
        path: { contest_id: current.id },
        body: { entry },
      });
      go(addressOf(["play", session.id]));
    } catch (refusal) {
      const result = extra<string>(refusal, "result");
      const running = extra<{ session_id: string }>(refusal, "running");
      const id = running ? running.session_id : result && result.split("/").pop();
      if (codeOf(refusal) === "daily-limit-reached" && id) return go(addressOf(["play", id]));
      if (codeOf(refusal) === "entry-not-available") return onChoose(entry);
      setFault(refusal);
      void loadToday().catch(() => undefined);
    } finally {
      setStarting(false);
    }
  }

  return (
    <>
      {fault !== undefined && <Fault fault={fault} />}
      {entries.map((entry) => {
        const unit = profile.value![entry === "region" ? "region_unit" : "enterprise_unit"];
        return (
          <section class="card" key={entry} aria-labelledby={`entry-${entry}`}>
            <h2 id={`entry-${entry}`}>
              {say(entry)} {entry === last && <small>{say("last")}</small>}
            </h2>
            <p class="unit">
              <span>{unit ? say("points", { unit: unit.name }) : say("none")}</span>
              {unit && <button type="button" class="link" onClick={() => onChoose(entry)}>{say("change")}</button>}
            </p>
            {unit
              ? (
                <button type="button" class="main" disabled={isStarting} onClick={() => void start(entry)}>
                  {say("start")}
                </button>
              )
              : <button type="button" class="second" onClick={() => onChoose(entry)}>{say("choose")}</button>}
          </section>
        );
      })}
    </>
  );
}
