import { wordsOf } from "./words.ts";

export const CATEGORIES = [
  "accident_prevention",
  "hazard_spotting",
  "escape_evacuation",
  "self_mutual_rescue",
  "rescue_drills",
  "emergency_response",
] as const;

const say = wordsOf({
  accident_prevention: ["生产安全事故预防", "Preventing accidents at work"],
  hazard_spotting: ["隐患识别与排查", "Spotting hazards"],
  escape_evacuation: ["避险逃生", "Escape and evacuation"],
  self_mutual_rescue: ["自救互救", "Helping oneself and others"],
  rescue_drills: ["救援演练", "Rescue drills"],
  emergency_response: ["应急处置", "Emergency response"],
});

/** The topic of a question. One that a newer server invents keeps its code. */
export const categoryWord = (category: string): string =>
  CATEGORIES.includes(category as "rescue_drills") ? say(category as "rescue_drills") : category;
