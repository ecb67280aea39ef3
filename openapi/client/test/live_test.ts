// Against a running system, whose address is in CONTEST_URL.
import { createClient, memoryStore, NoAnswer, type Options, poll, Problem, type Transport } from "../src/index.ts";
import { fetchTransport } from "../src/fetch.ts";
import { type Board, followBoard } from "../src/follow.ts";
import { install } from "./wx_stand_in.ts";

install();
// Through a variable: its types are those of mini programs, which tsconfig.wx.json checks.
const path = "../src/wx.ts";
const { wxTransport } = await import(path) as { wxTransport: Transport };
const baseUrl = Deno.env.get("CONTEST_URL")!;
const contest_id = "safety-month-2026";
const contest = { path: { contest_id } };

function equal(found: unknown, expected: unknown): void {
  const [one, other] = [JSON.stringify(found), JSON.stringify(expected)];
  if (one !== other) throw new Error(`${one} is not ${other}`);
}

function clientOf(transport: Transport, options: Partial<Options> = {}) {
  return createClient({ baseUrl, transport, store: memoryStore(), ...options });
}

async function participant(transport: Transport, options: Partial<Options> = {}) {
  const client = clientOf(transport, options);
  await client.signIn({ grant_type: "development", subject: crypto.randomUUID() });
  await client.put("/v1/me", { body: { region_unit: "371002" } });
  return client;
}

const start = (client: Awaited<ReturnType<typeof participant>>) =>
  client.post("/v1/contests/{contest_id}/sessions", { ...contest, body: { entry: "region" } });

async function refusal(asked: Promise<unknown>): Promise<Problem> {
  const said = await asked.catch((fault: unknown) => fault);
  if (!(said instanceof Problem)) throw new Error(`not refused: ${JSON.stringify(said)}`);
  return said;
}

for (const [name, transport] of [["fetch", fetchTransport], ["wx.request", wxTransport]] as const) {
  Deno.test(`${name}: a whole session is played, and a second one refused with the way to the result`, async () => {
    const client = await participant(transport);
    const begun = await start(client);
    const token = begun.questions[0]!.options[0]!.token;

    const saved = await client.put("/v1/sessions/{session_id}/answers/{position}", {
      path: { session_id: begun.id, position: 1 },
      body: { choice: [token], revision: 1 },
    });
    const answers = { 1: [token] };
    const session = { path: { session_id: begun.id } };
    const result = await client.post("/v1/sessions/{session_id}/submission", { ...session, body: { answers } });
    const again = await refusal(start(client));

    equal([saved.position, saved.saved], [1, [token]]);
    equal([result.state, result.finish_reason, result.review.length], ["finished", "submitted", 5]);
    equal([again.status, again.code, again.details.result], [
      409,
      "daily-limit-reached",
      `/v1/sessions/${begun.id}`,
    ]);
  });

  Deno.test(`${name}: the server's time is known though our own clock is an hour slow`, async () => {
    const client = await participant(transport, { now: () => Date.now() - 3_600_000 });
    const begun = await start(client);

    equal(Math.abs(client.serverNow() - Date.now()) < 1000, true);
    equal(Math.abs(client.remainingMs(begun.deadline_at) - begun.remaining_ms) < 1000, true);
  });

  Deno.test(`${name}: what has not changed costs an empty answer`, async () => {
    const statuses: number[] = [];
    const client = clientOf(async (request) => {
      const answer = await transport(request);
      statuses.push(answer.status);
      return answer;
    });

    const first = await client.read("/v1/contests");
    const second = await client.read("/v1/contests");

    equal(statuses, [200, 304]);
    equal([first.isNew, second.isNew, second.body.items.length], [true, false, first.body.items.length]);
  });

  Deno.test(`${name}: a request whose answer was lost is repeated with the same key`, async () => {
    const keys: (string | undefined)[] = [];
    const client = clientOf(async (request) => {
      keys.push(request.headers["Idempotency-Key"]);
      const answer = await transport(request);
      if (keys.length < 3) throw new NoAnswer("lost");
      return answer;
    }, { sleep: () => Promise.resolve() });

    await client.signIn({ grant_type: "development", subject: crypto.randomUUID() });

    equal([keys.length, new Set(keys).size, typeof keys[0]], [3, 1, "string"]);
  });

  Deno.test(`${name}: an expired token is renewed once for all requests, and none of them fails`, async () => {
    const store = memoryStore();
    let renewals = 0;
    const client = await participant((request) => {
      renewals += request.body?.includes('"refresh"') ? 1 : 0;
      return transport(request);
    }, { store });
    store.write({ ...store.read()!, access: "expired" });

    const profiles = await Promise.all([1, 2, 3].map(() => client.get("/v1/contests/{contest_id}/me", contest)));

    equal(profiles.map(({ state }) => state), ["open", "open", "open"]);
    equal(renewals, 1);
  });

  Deno.test(`${name}: a session that the server has forgotten ends in a refusal, and the tokens go`, async () => {
    const store = memoryStore();
    let ended = 0;
    const client = await participant(transport, { store, onSignedOut: () => ended++ });
    store.write({ access: "expired", refresh: "unknown", expiresAt: Date.now() + 900_000 });

    const said = await refusal(client.get("/v1/me"));

    equal([said.status, store.read(), ended], [401, undefined, 1]);
  });

  Deno.test(`${name}: a file is handed over as bytes, and a refused one as a problem`, async () => {
    const client = clientOf(transport);

    const file = await client.download("/v1/contests", {});
    const said = await refusal(client.download("/v1/contests/{contest_id}", { path: { contest_id: "none" } }));

    equal([file.bytes.byteLength > 100, file.type], [true, "application/json"]);
    equal([said.status, said.message], [404, "没有找到该竞赛。"]);
  });
}

Deno.test("polling tells what is new and nothing twice", async () => {
  const client = clientOf(fetchTransport);
  const seen: number[] = [];
  await client.get("/v1/contests");

  const stop = poll(client, "/v1/contests", { everyMs: 50, onValue: ({ items }) => seen.push(items.length) });
  await new Promise((done) => setTimeout(done, 500));
  stop();

  equal(seen.length, 1);
});

for (const way of ["events", "polling"]) {
  Deno.test(`a board is followed by ${way} and moves when somebody finishes`, async () => {
    const { EventSource } = globalThis;
    if (way === "polling") Reflect.deleteProperty(globalThis, "EventSource");
    const path = { contest_id, entry: "region" } as const;
    const boards: { board: Board; changed: string[] }[] = [];
    let moved = () => {};
    const isMoved = new Promise<void>((done) => moved = done);
    const stop = followBoard(clientOf(fetchTransport), baseUrl, { path, query: { parent: "371000" } }, {
      onBoard(board, changed) {
        boards.push({ board, changed });
        if (changed.includes("371002")) moved();
      },
    });

    const client = await participant(fetchTransport);
    while (boards.length === 0) await new Promise((done) => setTimeout(done, 20));
    const session = await start(client);
    const input = { path: { session_id: session.id }, body: {} };
    await client.post("/v1/sessions/{session_id}/submission", input);
    await isMoved;
    stop();
    globalThis.EventSource = EventSource;

    const sessionsOf = ({ board }: { board: Board }) =>
      board.items.find(({ unit }) => unit.code === "371002")!.sessions;
    equal(sessionsOf(boards[boards.length - 1]!), sessionsOf(boards[0]!) + 1);
    equal(boards[boards.length - 1]!.board.items.length, boards[0]!.board.items.length);
  });
}
