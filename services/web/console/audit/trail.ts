import type { Answer } from "contest-client";
import { api } from "../api.ts";
import { type Service, SERVICES } from "./words.ts";

export type Act = Answer<"/v1/audit/directory", "get">["items"][number] & { service: Service };
export interface Asked {
  actor?: string;
  act?: string;
  unit?: string;
  day?: string;
  outcome?: "done" | "read" | "refused";
}
const SIZE = 50;

/** The records of all services as one, the newest first. A service that does not answer is named, and left out. */
export class Trail {
  readonly silent: Service[] = [];
  private readonly sources = SERVICES.map((service) => ({
    service,
    waiting: [] as Act[],
    cursor: undefined as string | undefined,
    isAtEnd: false,
  }));

  constructor(private readonly asked: Asked) {}

  get isAtEnd(): boolean {
    return this.sources.every((each) => each.isAtEnd && each.waiting.length === 0);
  }

  /** The next ones, fewer than a page of them only where the record ends. */
  async next(): Promise<Act[]> {
    const found: Act[] = [];
    while (found.length < SIZE) {
      await Promise.all(this.sources.map((each) => each.waiting.length || each.isAtEnd ? undefined : this.fill(each)));
      const full = this.sources.filter((each) => each.waiting.length > 0);
      if (full.length === 0) break;
      const newest = full.reduce((one, other) => instant(other) > instant(one) ? other : one);
      found.push(newest.waiting.shift()!);
    }
    return found;
  }

  private async fill(source: Trail["sources"][number]): Promise<void> {
    const query = { ...this.asked, limit: SIZE, cursor: source.cursor };
    try {
      const page = await api.get(`/v1/audit/${source.service}` as "/v1/audit/directory", { query });
      source.waiting = page.items.map((each) => ({ ...each, service: source.service }));
      source.cursor = page.next_cursor || undefined;
      source.isAtEnd = !page.next_cursor;
    } catch (fault) {
      if (this.silent.length === SERVICES.length - 1) throw fault;
      this.silent.push(source.service);
      source.isAtEnd = true;
    }
  }
}

const instant = (source: { waiting: Act[] }): number => Date.parse(source.waiting[0]!.at);
