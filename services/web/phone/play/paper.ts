import { type Signal, signal } from "@preact/signals";
import { type Answer, NoAnswer, Problem } from "contest-client";
import { api } from "../api.ts";

type Settled = Answer<"/v1/sessions/{session_id}/submission", "post">;
export type Session = Extract<Answer<"/v1/sessions/{session_id}", "get">, { state: "in_progress" }>;
export type Result = Settled & { reveal_at?: string | null };
type Choice = { choice: string[]; revision: number; isSaved: boolean };
type Kept = Record<number, Choice>;
/** Of one answer: nothing chosen, on its way, kept until the network is back, at the server. */
export type Saving = "none" | "sending" | "waiting" | "saved";

/** What the questions are shown by: a session's paper, or one to rehearse with. */
export type Answers = Pick<Paper, "isAnswered" | "choiceOf" | "choose" | "saving" | "isOver"> & {
  session: Pick<Session, "questions" | "deadline_at">;
};

const AGAIN_MS = 2_000;
const MOST_MS = 15_000;
const keyOf = (session: string) => `contest.taps.${session}`;

/**
 * The answers of one session: shown at once, kept on the phone, sent in the background, one request per question at a
 * time and the newest choice last. A revision is the time since the start by the server's clock, so that of two phones
 * the later tap counts.
 */
export class Paper implements Answers {
  readonly taps: Signal<Kept>;
  readonly saving = signal<Record<number, Saving>>({});
  /** Set when the server says that the time is up. */
  readonly isOver = signal(false);
  private readonly busy = new Set<number>();
  private isClosed = false;

  constructor(readonly session: Session) {
    const kept: Kept = JSON.parse(localStorage.getItem(keyOf(session.id)) || "{}");
    this.taps = signal(kept);
    for (const position of Object.keys(kept).map(Number)) if (!kept[position]!.isSaved) void this.send(position);
    addEventListener("online", this.sendAll);
  }

  close(): void {
    this.isClosed = true;
    removeEventListener("online", this.sendAll);
  }

  choiceOf(position: number): string[] {
    const tap = this.taps.value[position];
    return tap ? tap.choice : this.session.questions[position - 1]!.saved || [];
  }

  isAnswered = (position: number): boolean => this.choiceOf(position).length > 0;

  choose(position: number, choice: string[]): void {
    const revision = Math.max(1, Math.round(api.serverNow() - Date.parse(this.session.started_at)));
    this.keep(position, { choice, revision, isSaved: false });
    void this.send(position);
  }

  /** Everything in one call, so that no tap is lost whatever became of the saves. */
  answers(): Record<string, string[]> {
    return Object.fromEntries(
      this.session.questions.filter((each) => this.taps.value[each.position] || each.saved)
        .map((each) => [String(each.position), this.choiceOf(each.position)]),
    );
  }

  forget(): void {
    localStorage.removeItem(keyOf(this.session.id));
  }

  private sendAll = (): void => {
    for (const [position, tap] of Object.entries(this.taps.value)) if (!tap.isSaved) void this.send(Number(position));
  };

  private keep(position: number, tap: Choice): void {
    this.taps.value = { ...this.taps.value, [position]: tap };
    localStorage.setItem(keyOf(this.session.id), JSON.stringify(this.taps.value));
  }

  private mark(position: number, saving: Saving): void {
    this.saving.value = { ...this.saving.value, [position]: saving };
  }

  private async send(position: number): Promise<void> {
    if (this.busy.has(position) || this.isClosed) return;
    this.busy.add(position);
    try {
      for (let pause = AGAIN_MS; !this.isClosed; pause = Math.min(MOST_MS, pause * 2)) {
        const tap = this.taps.value[position]!;
        this.mark(position, this.saving.value[position] === "waiting" ? "waiting" : "sending");
        try {
          await api.put("/v1/sessions/{session_id}/answers/{position}", {
            path: { session_id: this.session.id, position: String(position) },
            body: { choice: tap.choice, revision: tap.revision },
            tries: 1,
          });
          const isNewest = this.taps.value[position] === tap;
          if (isNewest) this.keep(position, { ...tap, isSaved: true });
          this.mark(position, isNewest ? "saved" : "sending");
          if (isNewest) return;
          pause = AGAIN_MS / 2;
        } catch (fault) {
          if (fault instanceof Problem && fault.code === "session-finished") {
            this.isOver.value = true;
            return;
          }
          if (fault instanceof Problem && fault.status < 500 && fault.status !== 429) throw fault;
          if (!(fault instanceof Problem || fault instanceof NoAnswer)) throw fault;
          this.mark(position, "waiting");
          const asked = fault instanceof Problem ? fault.retryAfterMs : undefined;
          await new Promise((done) => setTimeout(done, asked || pause));
        }
      }
    } finally {
      this.busy.delete(position);
    }
  }
}
