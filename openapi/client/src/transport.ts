/** A file or form to be sent. The type is left out for a form, whose boundary only the platform knows. */
export interface Upload {
  data: unknown;
  type?: string;
}

/** One request as every platform can send it: no Request, Headers or URL objects, no PATCH. */
export interface Outgoing {
  method: "GET" | "POST" | "PUT" | "DELETE";
  url: string;
  headers: Record<string, string>;
  body?: string;
  upload?: Upload;
  wantsBytes?: boolean;
  timeoutMs: number;
}

/** An answer, whatever its status. Names of headers are in lower case; `bytes` are there when they were wanted. */
export interface Incoming {
  status: number;
  headers: Record<string, string | undefined>;
  body: string;
  bytes?: ArrayBuffer;
}

/** Rejects with NoAnswer, and only when no answer came: every status is an answer. */
export type Transport = (request: Outgoing) => Promise<Incoming>;

export class NoAnswer extends Error {}
