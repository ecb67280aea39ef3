/**
 * `wx.request` as its manual describes it: `success` for every status, no PATCH, an absolute address, JSON parsed only
 * when asked for, names of headers in mixed case, at most ten requests at once.
 */
interface Asked {
  url: string;
  method?: string;
  header?: Record<string, string>;
  data?: string | object;
  dataType?: string;
  responseType?: string;
  timeout?: number;
  success?(said: { statusCode: number; header: Record<string, string>; data: unknown }): void;
  fail?(said: { errMsg: string }): void;
}

const METHODS = ["OPTIONS", "GET", "HEAD", "POST", "PUT", "DELETE", "TRACE", "CONNECT"];
const AT_ONCE = 10;
const waiting: (() => Promise<void>)[] = [];
let running = 0;

export function install(): void {
  Object.assign(globalThis, { wx: { request } });
}

function request(asked: Asked): void {
  const { method = "GET" } = asked;
  if (!METHODS.includes(method)) return asked.fail?.({ errMsg: `request:fail method ${method}` });
  if (!/^https?:\/\//.test(asked.url)) return asked.fail?.({ errMsg: "request:fail invalid url" });
  waiting.push(() => send(asked, method));
  next();
}

function next(): void {
  if (running === AT_ONCE || waiting.length === 0) return;
  running++;
  void waiting.shift()!().finally(() => {
    running--;
    next();
  });
}

async function send(asked: Asked, method: string): Promise<void> {
  const signal = AbortSignal.timeout(asked.timeout ?? 60_000);
  const headers = { "content-type": "application/json", ...asked.header };
  const body = typeof asked.data === "object" ? JSON.stringify(asked.data) : asked.data;
  try {
    const answer = await fetch(asked.url, { method, headers, body: method === "GET" ? undefined : body, signal });
    const header: Record<string, string> = {};
    answer.headers.forEach((value, name) => header[name.replace(/(^|-)\w/g, (part) => part.toUpperCase())] = value);
    asked.success?.({ statusCode: answer.status, header, data: await dataOf(answer, asked) });
  } catch (fault) {
    asked.fail?.({ errMsg: `request:fail ${fault}` });
  }
}

async function dataOf(answer: Response, { responseType, dataType = "json" }: Asked): Promise<unknown> {
  if (responseType === "arraybuffer") return await answer.arrayBuffer();
  const text = await answer.text();
  if (dataType !== "json") return text;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
