import type { Answer } from "contest-client";
import { wordsOf } from "../../shared/words.ts";
import { api } from "../api.ts";

export type Camp = Answer<"/v1/camps", "get">["items"][number];
export type Lesson = Answer<"/v1/camps/{camp_id}/lessons", "get">["items"][number];

export const ZONE = "Asia/Shanghai";
export const METRICS = ["learners", "hours", "certificates", "works"] as const;
export const metricWord = wordsOf({
  learners: ["学习人数", "Learners"],
  hours: ["学时", "Lesson hours"],
  certificates: ["结业证书", "Certificates"],
  works: ["作品", "Works"],
});
const word = wordsOf({
  coming: ["未开始", "not yet open"],
  open: ["进行中", "open"],
  over: ["已结束", "over"],
  film: ["视频", "film"],
  live: ["直播", "live"],
  replay: ["回放", "replay"],
});
export const KINDS = ["film", "live", "replay"] as const;
export const kindWord = (kind: typeof KINDS[number]): string => word(kind);

/** Whether a camp is open, by the server's clock. */
export function campState(camp: Camp): string {
  const now = api.serverNow();
  if (now < Date.parse(camp.opens_at)) return word("coming");
  return word(now < Date.parse(camp.closes_at) ? "open" : "over");
}
