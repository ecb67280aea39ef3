import { signal } from "@preact/signals";
import type { Answer } from "contest-client";
import { api } from "../api.ts";
import type { Answers, Result, Session } from "../play/paper.ts";

type Reply = Answer<"/v1/contests/{contest_id}/rehearsal", "post">;
interface Kept {
  reply: Reply;
  deadlineAt: string;
  taps: Record<number, string[]>;
  isFinished: boolean;
}
const keyOf = (contestId: string) => `contest.rehearsal.${contestId}`;

/** A paper to rehearse with: it lives on this phone alone, until its tab is closed. The token of an option is its place. */
export class Trial implements Answers {
  readonly session: Pick<Session, "questions" | "deadline_at">;
  readonly saving = signal({});
  readonly isOver = signal(false);
  private readonly taps;

  constructor(private readonly contestId: string, private readonly kept: Kept) {
    this.taps = signal(kept.taps);
    const questions = kept.reply.items.map((each, index) => ({ ...asked(each, index + 1), saved: null }));
    this.session = { questions, deadline_at: kept.deadlineAt };
  }

  get isFinished(): boolean {
    return this.kept.isFinished;
  }

  choiceOf(position: number): string[] {
    return this.taps.value[position] || [];
  }

  isAnswered = (position: number): boolean => this.choiceOf(position).length > 0;

  choose(position: number, choice: string[]): void {
    this.taps.value = { ...this.taps.value, [position]: choice };
    this.store();
  }

  finish(): void {
    this.kept.isFinished = true;
    this.store();
  }

  review(): Result["review"] {
    return this.kept.reply.items.map((each, index) => {
      const { explanation, source } = each;
      const saved = this.choiceOf(index + 1);
      const right = each.options.flatMap((option, place) => option.right ? [String(place)] : []);
      const correct = right.length === saved.length && right.every((token) => saved.includes(token));
      return { ...asked(each, index + 1), saved, right_choice: right, correct, explanation, source };
    });
  }

  /** What the contest would give for it, and at most. */
  points(): { score: number; max: number } {
    const { points_per_question: each, items } = this.kept.reply;
    return { score: this.review().filter((one) => one.correct).length * each, max: items.length * each };
  }

  private store(): void {
    sessionStorage.setItem(keyOf(this.contestId), JSON.stringify({ ...this.kept, taps: this.taps.value }));
  }
}

const asked = ({ kind, category, stem, options }: Reply["items"][number], position: number) => {
  return {
    position,
    kind,
    category,
    stem,
    options: options.map(({ text }, place) => ({ token: String(place), text })),
  };
};

/** The paper that this tab had before a reload. */
export function keptTrial(contestId: string): Trial | undefined {
  const kept = sessionStorage.getItem(keyOf(contestId));
  return kept ? new Trial(contestId, JSON.parse(kept) as Kept) : undefined;
}

/** A new paper, whose time runs from now. The server's order of options is that of the bank, so they are mixed here. */
export async function newTrial(contestId: string): Promise<Trial> {
  const reply = await api.post("/v1/contests/{contest_id}/rehearsal", { path: { contest_id: contestId } });
  for (const each of reply.items) if (each.kind !== "true_false") mix(each.options);
  const deadlineAt = new Date(api.serverNow() + reply.time_limit_seconds * 1000).toISOString();
  return new Trial(contestId, { reply, deadlineAt, taps: {}, isFinished: false });
}

function mix(all: unknown[]): void {
  for (let left = all.length; left > 1; left--) {
    const place = Math.floor(Math.random() * left);
    [all[left - 1], all[place]] = [all[place], all[left - 1]];
  }
}
