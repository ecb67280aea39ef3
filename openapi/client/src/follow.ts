import type { Client } from "./client.ts";
import { poll } from "./poll.ts";
import type { Answer, Call } from "./shape.ts";

export type Board = Answer<typeof PATH, "get">;
type Row = Board["items"][number];
type Input = Call<typeof PATH, "get">;

const PATH = "/v1/leaderboards/{contest_id}/{entry}";
/** Server-sent events come through within a second, or something on the way holds them back. */
const PATIENCE_MS = 4_000;
const POLL_EVERY_MS = 2_000;
/** Where polling was necessary, events are tried again after this. */
const RETRY_MS = 60_000;

export interface Following {
  /** The whole board, first as it is and then after each change; `changed` are the codes whose rows moved. */
  onBoard(board: Board, changed: string[]): void;
  onFault?(fault: unknown): void;
}

/**
 * A board that moves by itself: by server-sent events where there are such, by polling otherwise. A stream is one
 * board in the default order, up to 200 rows. Returns how to stop.
 */
export function followBoard(
  client: Client,
  baseUrl: string,
  input: Input,
  following: Following,
): () => void {
  let stop = () => {};
  let timer: ReturnType<typeof setTimeout> | undefined;

  function byPolling(): void {
    stop();
    let before: Board | undefined;
    stop = poll(client, PATH, {
      everyMs: POLL_EVERY_MS,
      onFault: following.onFault,
      onValue(board) {
        following.onBoard(
          board,
          before ? changedRows(before.items, board.items) : [],
        );
        before = board;
      },
    }, input);
    if (typeof EventSource !== "undefined") {
      timer = setTimeout(byEvents, RETRY_MS);
    }
  }

  function byEvents(): void {
    const before = stop;
    const { contest_id, entry } = input.path;
    const asked = Object.entries(input.query || {}).filter(([, value]) => value !== undefined && value !== null);
    const search = asked.map(([name, value]) => `${name}=${encodeURIComponent(String(value))}`).join("&");
    const events = new EventSource(
      `${baseUrl}/v1/leaderboards/${contest_id}/${entry}/events?${search}`,
    );
    let board: Board | undefined;
    const hurry = setTimeout(() => board || give(), PATIENCE_MS);
    const give = () => {
      end();
      byPolling();
    };
    const end = () => {
      clearTimeout(hurry);
      events.close();
    };
    const tell = (said: MessageEvent<string>) => {
      if (!board) before();
      const heard = JSON.parse(said.data) as Board;
      const isWhole = said.type === "board";
      const changed = isWhole ? [] : heard.items.map((row) => row.unit.code);
      board = isWhole || !board ? heard : { ...heard, items: merged(board.items, heard.items) };
      following.onBoard(board, changed);
    };
    events.addEventListener("board", tell);
    events.addEventListener("change", tell);
    // While the browser tries again by itself, there is nothing to do; a refusal is final for it.
    events.onerror = () => events.readyState === EventSource.CLOSED && give();
    stop = end;
  }

  if (typeof EventSource === "undefined") byPolling();
  else byEvents();
  return () => {
    clearTimeout(timer);
    stop();
  };
}

/** Rows in the order of the board: by rank, within a rank as the server orders them. */
function merged(rows: Row[], changed: Row[]): Row[] {
  const news = new Map(changed.map((row) => [row.unit.code, row]));
  return rows
    .map((row) => news.get(row.unit.code) || row)
    .sort((one, other) =>
      (one.rank || Infinity) - (other.rank || Infinity) ||
      other.sessions - one.sessions ||
      (one.unit.code < other.unit.code ? -1 : 1)
    );
}

function changedRows(before: Row[], now: Row[]): string[] {
  const seen = new Map(
    before.map((row) => [row.unit.code, JSON.stringify(row)]),
  );
  return now.filter((row) => seen.get(row.unit.code) !== JSON.stringify(row))
    .map((row) => row.unit.code);
}
