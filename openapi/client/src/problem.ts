import type { components } from "./types.ts";

/** RFC 9457. A code that a newer server invents is still a string. */
export type Details = components["schemas"]["Problem"];
export type ProblemCode = Details["code"] | (string & Record<never, never>);

/** The server refused: `code` is stable, `message` is for people, in their language. */
export class Problem extends Error {
  readonly status: number;
  readonly code: ProblemCode;
  readonly details: Details;
  /** How long the server asked to wait, if it did. */
  readonly retryAfterMs: number | undefined;

  constructor(details: Details, retryAfterMs?: number) {
    super(details.detail);
    this.status = details.status;
    this.code = details.code;
    this.details = details;
    this.retryAfterMs = retryAfterMs;
  }
}
