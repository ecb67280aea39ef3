import { Problem } from "../../src/index.ts";
import { client } from "./contest.ts";

/** Answers of one session by the place of the question; each change has a higher revision than the one before. */
interface Kept {
  session: string;
  revision: number;
  choices: Record<string, string[]>;
  waiting: string[];
}

const KEY = "contest.answers";
let isSending = false;

export function keptOf(session: string): Kept {
  const kept = wx.getStorageSync<Kept | "">(KEY);
  return kept && kept.session === session ? kept : { session, revision: Date.now(), choices: {}, waiting: [] };
}

/** Keeps a tap, so that nothing is lost when the program is killed, and sends it in the background. */
export function choose(session: string, position: number, choice: string[], onState: (text: string) => void): void {
  const kept = keptOf(session);
  const place = String(position);
  const waiting = [...kept.waiting.filter((each) => each !== place), place];
  wx.setStorageSync(KEY, {
    ...kept,
    revision: kept.revision + 1,
    choices: { ...kept.choices, [place]: choice },
    waiting,
  });
  void send(session, onState);
}

/** Sends what waits, one after the other. What fails for want of a network goes with the hand-in at the latest. */
export async function send(session: string, onState: (text: string) => void): Promise<void> {
  if (isSending) return;
  isSending = true;
  try {
    for (let kept = keptOf(session); kept.waiting.length > 0; kept = keptOf(session)) {
      onState("正在保存…");
      const place = kept.waiting[0]!;
      const choice = kept.choices[place] || [];
      await client.put("/v1/sessions/{session_id}/answers/{position}", {
        path: { session_id: session, position: place },
        body: { choice, revision: kept.revision },
      });
      // It may have been changed again meanwhile: then it still waits.
      const now = keptOf(session);
      const isSame = now.revision === kept.revision;
      if (isSame) wx.setStorageSync(KEY, { ...now, waiting: now.waiting.filter((each) => each !== place) });
    }
    onState("已保存");
  } catch (fault) {
    onState(fault instanceof Problem ? fault.message : "网络不稳定，答案已存在手机上，稍后自动提交。");
  } finally {
    isSending = false;
  }
}
