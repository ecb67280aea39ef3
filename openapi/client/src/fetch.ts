import type { Store, Tokens } from "./tokens.ts";
import { type Incoming, NoAnswer, type Outgoing } from "./transport.ts";

/** For browsers, Deno and Node. A page that is going away may still save: a PUT outlives it, if it is no file. */
export async function fetchTransport(request: Outgoing): Promise<Incoming> {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), request.timeoutMs);
  try {
    const answer = await fetch(request.url, {
      method: request.method,
      headers: request.headers,
      body: request.upload ? request.upload.data as BodyInit : request.body,
      signal: stop.signal,
      keepalive: request.method === "PUT" && !request.upload, // of 64 KiB at most
      cache: "no-store", // the client keeps entity tags itself
    });
    const headers: Incoming["headers"] = {};
    answer.headers.forEach((value, name) => headers[name] = value);
    const { status } = answer;
    if (request.wantsBytes && answer.ok) {
      return { status, headers, body: "", bytes: await answer.arrayBuffer() };
    }
    return { status, headers, body: await answer.text() };
  } catch (cause) {
    throw new NoAnswer(String(cause));
  } finally {
    clearTimeout(timer);
  }
}

/** localStorage, which the tabs of a browser share. */
export function browserStore(key: string): Store {
  return {
    read() {
      const kept = localStorage.getItem(key);
      return kept ? JSON.parse(kept) as Tokens : undefined;
    },
    write(tokens) {
      if (tokens) localStorage.setItem(key, JSON.stringify(tokens));
      else localStorage.removeItem(key);
    },
  };
}
