import type { Client, Full } from "./client.ts";
import { Problem } from "./problem.ts";
import { pauseMs } from "./retries.ts";
import type { Answer, PathOf, Rest } from "./shape.ts";

export interface Watching<B> {
  everyMs: number;
  /** Called for the first answer and for each that differs. */
  onValue(body: B): void;
  /** Called when an answer fails to come or is a refusal; asking goes on, less and less often, at least each minute. */
  onFault?(fault: unknown): void;
  /** While this says no, nothing is asked. */
  isWanted?(): boolean;
}

const SELDOM_MS = 60_000;

/** Asks again and again; what has not changed costs an empty answer (ETag). Returns how to stop. */
export function poll<P extends PathOf<"get">>(
  client: Client,
  path: P,
  watching: Watching<Answer<P, "get">>,
  ...input: Rest<P, "get">
): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let faults = 0;
  let isFirst = true;
  let isOver = false;

  async function ask(): Promise<void> {
    if (!watching.isWanted || watching.isWanted()) {
      try {
        const answer: Full<Answer<P, "get">> = await client.read(
          path,
          ...input,
        );
        if (!isOver && (answer.isNew || isFirst)) watching.onValue(answer.body);
        isFirst = false;
        faults = 0;
      } catch (fault) {
        faults++;
        if (!isOver && watching.onFault) watching.onFault(fault);
        const asked = fault instanceof Problem ? fault.retryAfterMs : undefined;
        return later(
          Math.min(SELDOM_MS, watching.everyMs + pauseMs(faults, asked)),
        );
      }
    }
    later(watching.everyMs);
  }

  function later(ms: number): void {
    if (!isOver) timer = setTimeout(ask, ms);
  }

  void ask();
  return () => {
    isOver = true;
    if (timer !== undefined) clearTimeout(timer);
  };
}
