import { serverClock } from "./clock.ts";
import { type Details, Problem } from "./problem.ts";
import { askedToWait, withRetries } from "./retries.ts";
import type { Answer, Call, Extra, PathOf, Rest } from "./shape.ts";
import type { Store } from "./tokens.ts";
import type { Incoming, Outgoing, Transport, Upload } from "./transport.ts";
import type { components } from "./types.ts";

type Schemas = components["schemas"];
export type Grant =
  | Schemas["WeChatGrant"]
  | Schemas["SmsGrant"]
  | Schemas["AssertionGrant"]
  | Schemas["RefreshGrant"]
  | Schemas["PasswordGrant"]
  | Schemas["ClientCredentialsGrant"]
  | Schemas["DevelopmentGrant"];

export interface Options {
  /** Nothing for the server that a page came from. */
  baseUrl: string;
  transport: Transport;
  store: Store;
  language?: () => "zh-CN" | "en";
  /** The server does not know us any more: tokens are forgotten, somebody has to sign in again. */
  onSignedOut?: () => void;
  now?: () => number;
  sleep?: (ms: number) => Promise<void>;
}

/** An answer with what stands beside its body. `isNew` is false when it is the one that was there before (304). */
export interface Full<B> {
  body: B;
  status: number;
  etag: string | undefined;
  isNew: boolean;
}

type Any = Extra & {
  body?: unknown;
  upload?: Upload;
  path?: unknown;
  query?: unknown;
  wantsBytes?: boolean;
};
type Said = Schemas["TokenReply"];

const TRIES = 4;
const TIMEOUT_MS = 10_000;
const RENEW_EARLY_MS = 60_000;
const MOST_KEPT = 50;

export type Client = ReturnType<typeof createClient>;

export function createClient(options: Options) {
  const { store, now = Date.now } = options;
  const sleep = options.sleep ||
    ((ms: number) => new Promise<void>((done) => setTimeout(done, ms)));
  const clock = serverClock(now);
  const kept = new Map<string, { tag: string; body: string }>();
  let renewing: Promise<void> | undefined;

  async function exchange(
    method: Outgoing["method"],
    template: string,
    input: Any = {},
  ): Promise<Incoming> {
    const isSigningIn = template === "/v1/auth/token";
    const tokens = () => isSigningIn ? undefined : store.read();
    const headers: Record<string, string> = {
      "Accept-Language": options.language ? options.language() : "zh-CN",
      ...(method === "POST" ? { "Idempotency-Key": newKey() } : {}),
      ...input.headers,
    };
    if (input.body !== undefined) headers["Content-Type"] = "application/json";
    else if (input.upload && input.upload.type) {
      headers["Content-Type"] = input.upload.type;
    }
    const url = options.baseUrl + fill(template, input.path) +
      search(input.query);
    const body = input.body === undefined ? undefined : JSON.stringify(input.body);
    const { upload, wantsBytes, timeoutMs = TIMEOUT_MS, tries = TRIES } = input;
    const send = () => {
      const held = tokens();
      if (held) headers["Authorization"] = "Bearer " + held.access;
      return withRetries(
        options.transport,
        { method, url, headers, body, upload, wantsBytes, timeoutMs },
        tries,
        sleep,
      );
    };
    const before = tokens();
    if (
      before && before.refresh &&
      before.expiresAt - clock.now() < RENEW_EARLY_MS
    ) await renew();
    const used = tokens();
    const answer = await send();
    if (answer.status !== 401 || !used) return answer;
    const newest = tokens();
    // Another tab may have renewed meanwhile.
    if (newest && newest.access === used.access) await renew();
    return tokens() ? send() : answer;
  }

  async function full(
    method: Outgoing["method"],
    template: string,
    input: Any = {},
  ): Promise<Full<unknown>> {
    const key = [
      options.language && options.language(),
      template,
      input.path,
      input.query,
    ].map(json).join();
    const seen = method === "GET" ? kept.get(key) : undefined;
    const headers = {
      ...(seen ? { "If-None-Match": seen.tag } : {}),
      ...input.headers,
    };
    const sent = now();
    const answer = await exchange(method, template, { ...input, headers });
    const { status } = answer;
    if (status >= 400) throw problemOf(answer);
    const etag = answer.headers["etag"];
    if (status === 304 && seen) {
      return { body: JSON.parse(seen.body), status, etag, isNew: false };
    }
    const body = answer.body ? JSON.parse(answer.body) : null;
    if (etag && method === "GET") keep(key, { tag: etag, body: answer.body });
    // What has a tag may have been made some time ago, for somebody else.
    else if (body && body.server_time) {
      clock.learn(Date.parse(body.server_time), sent);
    }
    // The profile comes with a token that says where points go now.
    if (template === "/v1/me" && body && body.access_token) adopt(body as Said);
    return { body, status, etag, isNew: true };
  }

  function keep(key: string, answer: { tag: string; body: string }): void {
    kept.delete(key);
    kept.set(key, answer);
    if (kept.size > MOST_KEPT) kept.delete(kept.keys().next().value as string);
  }

  function adopt(said: Said): void {
    const before = store.read();
    const refresh = said.refresh_token || (before && before.refresh);
    store.write({
      access: said.access_token,
      refresh,
      expiresAt: clock.now() + said.expires_in * 1000,
    });
  }

  function forget(): void {
    store.write(undefined);
    kept.clear();
    if (options.onSignedOut) options.onSignedOut();
  }

  async function signIn(grant: Grant): Promise<void> {
    const { body } = await full("POST", "/v1/auth/token", { body: grant });
    if (grant.grant_type !== "refresh") {
      kept.clear();
      store.write(undefined);
    }
    adopt(body as Said);
  }

  function renew(): Promise<void> {
    const tokens = store.read();
    if (!tokens || !tokens.refresh) {
      forget();
      return Promise.resolve();
    }
    renewing = renewing ||
      signIn({ grant_type: "refresh", refresh_token: tokens.refresh })
        .catch((fault: unknown) => {
          if (!(fault instanceof Problem && fault.status < 429)) throw fault;
          forget();
        })
        .finally(() => renewing = undefined);
    return renewing;
  }

  async function signOut(): Promise<void> {
    await exchange("POST", "/v1/auth/sign-out", { tries: 1 }).catch(() => undefined);
    forget();
  }

  const bodyOf = (method: Outgoing["method"], path: string, input?: Any) =>
    full(method, path, input).then((a) => a.body);
  return {
    signIn,
    signOut,
    get: <P extends PathOf<"get">>(path: P, ...[input]: Rest<P, "get">) =>
      bodyOf("GET", path, input) as Promise<Answer<P, "get">>,
    post: <P extends PathOf<"post">>(path: P, ...[input]: Rest<P, "post">) =>
      bodyOf("POST", path, input) as Promise<Answer<P, "post">>,
    put: <P extends PathOf<"put">>(path: P, ...[input]: Rest<P, "put">) =>
      bodyOf("PUT", path, input) as Promise<Answer<P, "put">>,
    delete: <P extends PathOf<"delete">>(
      path: P,
      ...[input]: Rest<P, "delete">
    ) => bodyOf("DELETE", path, input) as Promise<Answer<P, "delete">>,
    /** A GET with its entity tag, for If-Match, and whether it is new. */
    read: <P extends PathOf<"get">>(path: P, ...[input]: Rest<P, "get">) =>
      full("GET", path, input) as Promise<Full<Answer<P, "get">>>,
    /** The bytes of a file, its media type in `type` and its name as the server calls it. */
    async download<P extends PathOf<"get">>(path: P, input: Call<P, "get">) {
      const answer = await exchange("GET", path, {
        timeoutMs: 60_000,
        ...input as Any,
        wantsBytes: true,
      });
      if (answer.status >= 400) throw problemOf(answer);
      return {
        bytes: answer.bytes!,
        type: answer.headers["content-type"] || "",
        name: nameOf(answer),
      };
    },
    /** Milliseconds since the epoch by the server's clock. */
    serverNow: clock.now,
    remainingMs: (deadlineAt: string) => Math.max(0, Date.parse(deadlineAt) - clock.now()),
  };
}

const json = (value: unknown) => JSON.stringify(value);
const newKey = () => [0, 0].map(() => Math.random().toString(36).slice(2)).join("");

const entries = (given: unknown): [string, string | number | boolean][] => Object.entries(given || {});
const fill = (template: string, path: unknown) =>
  entries(path).reduce(
    (url, [name, value]) => url.replace(`{${name}}`, encodeURIComponent(value)),
    template,
  );

function search(query: unknown): string {
  const pairs = entries(query).filter(([, value]) => value !== undefined && value !== null);
  const text = pairs.map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`).join("&");
  return text && "?" + text;
}

function nameOf(answer: Incoming): string | undefined {
  const said = answer.headers["content-disposition"] || "";
  const encoded = /filename\*=utf-8''([^;]+)/i.exec(said);
  const plain = /filename="?([^";]+)/i.exec(said);
  return encoded ? decodeURIComponent(encoded[1]!) : plain ? plain[1] : undefined;
}

function problemOf(answer: Incoming): Problem {
  let details: Details;
  try {
    details = JSON.parse(answer.body) as Details;
  } catch {
    // Something on the way answered in place of the server.
    const { status, headers } = answer;
    const blank = {
      type: "about:blank",
      title: "",
      detail: "",
      instance: "",
      code: "internal-error" as const,
    };
    details = { ...blank, status, request_id: headers["x-request-id"] || "" };
  }
  return new Problem(details, askedToWait(answer));
}
