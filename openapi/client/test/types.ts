// Right uses compile, wrong ones do not: `deno check` reads this, nothing runs it.
import { createClient, memoryStore } from "../src/index.ts";
import { fetchTransport } from "../src/fetch.ts";

const client = createClient({ baseUrl: "", transport: fetchTransport, store: memoryStore() });

export async function right(): Promise<unknown[]> {
  await client.signIn({ grant_type: "sms", phone: "1", code: "2" });
  const session = await client.get("/v1/sessions/{session_id}", { path: { session_id: "x" } });
  const length = session.state === "in_progress"
    ? session.questions[0]!.options[0]!.token.length
    : (session.review[0]!.right_choice || []).length;
  const contest = { path: { contest_id: "c" } };
  const begun = await client.post("/v1/contests/{contest_id}/sessions", { ...contest, body: { entry: "region" } });
  const board = await client.get("/v1/leaderboards/{contest_id}/{entry}", {
    path: { contest_id: "c", entry: "region" },
    query: { metric: "composite", limit: 5 },
  });
  const contests = await client.get("/v1/contests");
  const gone: null = await client.delete("/v1/me");
  return [length, begun.remaining_ms.toFixed(), board.items[0]!.unit.name, contests.items.length, gone];
}

export async function wrong(): Promise<void> {
  // @ts-expect-error: a code is missing
  await client.signIn({ grant_type: "sms", phone: "1" });
  // @ts-expect-error: no such path
  await client.get("/v1/nothing");
  // @ts-expect-error: a session has to be named
  await client.get("/v1/sessions/{session_id}");
  // @ts-expect-error: no such entry
  await client.post("/v1/contests/{contest_id}/sessions", { path: { contest_id: "c" }, body: { entry: "moon" } });
  // @ts-expect-error: a session is started by POST
  await client.put("/v1/contests/{contest_id}/sessions", { path: { contest_id: "c" } });
  const board = { contest_id: "c", entry: "region" } as const;
  // @ts-expect-error: no such metric
  await client.get("/v1/leaderboards/{contest_id}/{entry}", { path: board, query: { metric: "beauty" } });
  // @ts-expect-error: an unknown member of the body
  await client.put("/v1/me", { body: { nick_name: "x" } });
}
