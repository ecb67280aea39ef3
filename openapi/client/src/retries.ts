import { type Incoming, NoAnswer, type Outgoing, type Transport } from "./transport.ts";

const FIRST_PAUSE_MS = 400;
const PASSING = [429, 502, 503, 504];

/** Milliseconds that the server asked to wait. */
export const askedToWait = (answer?: Incoming): number | undefined => {
  const seconds = Number(answer && answer.headers["retry-after"]);
  return seconds > 0 ? seconds * 1000 : undefined;
};

/** Clients that were refused together shall not come back together. */
export function pauseMs(attempt: number, asked: number | undefined): number {
  return asked ? asked * (1 + Math.random() / 2) : FIRST_PAUSE_MS * 2 ** attempt * (0.5 + Math.random());
}

/** Sends the same request, with the same Idempotency-Key, until an answer comes that will not change by waiting. */
export async function withRetries(
  send: Transport,
  request: Outgoing,
  tries: number,
  sleep: (ms: number) => Promise<void>,
): Promise<Incoming> {
  for (let attempt = 0;; attempt++) {
    const isLast = attempt >= tries - 1;
    let answer: Incoming | undefined;
    try {
      answer = await send(request);
      if (isLast || !PASSING.includes(answer.status)) return answer;
    } catch (fault) {
      if (isLast || !(fault instanceof NoAnswer)) throw fault;
    }
    await sleep(pauseMs(attempt, askedToWait(answer)));
  }
}
