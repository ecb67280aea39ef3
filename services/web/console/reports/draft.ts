import { signal } from "@preact/signals";
import { type Answer, NoAnswer, Problem } from "contest-client";
import { api } from "../api.ts";

export type Report = Answer<"/v1/reports/{report_id}", "get">;
export type Template = Answer<"/v1/templates/{template_id}", "get">;
/** What of a report its unit writes. */
export type Content = Pick<Report, "header" | "values" | "other_activities" | "explanations">;
export type Saving = "saved" | "unsaved" | "saving" | "waiting" | "conflict" | "refused";

const SAVE_AFTER_MS = 2_000;
const AGAIN_MS = 5_000;
/** Busy, away, or a sign-in that has ended and is being renewed over the view. */
const isPassing = (status: number) => status >= 500 || status === 429 || status === 401;
const keyOf = (id: string) => `contest.report.${id}`;
const contentOf = ({ header, values, other_activities, explanations }: Content): Content => ({
  header,
  values,
  other_activities,
  explanations,
});

/**
 * A report under the pen: kept in the browser with every stroke, saved two seconds after the last one with If-Match.
 * Failed checks never stop saving. When somebody else has saved meanwhile, both versions are kept until one is chosen.
 */
export class Draft {
  readonly report = signal<Report>(undefined as unknown as Report);
  readonly content = signal<Content>(undefined as unknown as Content);
  readonly saving = signal<Saving>("saved");
  readonly theirs = signal<Report | null>(null);
  readonly fault = signal<unknown>(undefined);
  private etag = "";
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(readonly id: string) {}

  async open(): Promise<void> {
    await this.read();
    const kept = localStorage.getItem(keyOf(this.id));
    if (kept && this.isOpen()) {
      this.content.value = JSON.parse(kept);
      this.later(0);
    }
    addEventListener("online", this.save);
  }

  close(): void {
    clearTimeout(this.timer);
    removeEventListener("online", this.save);
    if (this.saving.value === "unsaved") void this.save();
  }

  isOpen = (): boolean => ["draft", "returned", "amended"].includes(this.report.value.state);

  write(change: Partial<Content>): void {
    this.content.value = { ...this.content.value, ...change };
    localStorage.setItem(keyOf(this.id), JSON.stringify(this.content.value));
    this.saving.value = "unsaved";
    this.later(SAVE_AFTER_MS);
  }

  save = async (): Promise<void> => {
    clearTimeout(this.timer);
    if (this.saving.value === "saving" || this.saving.value === "conflict") return;
    const sent = this.content.value;
    this.saving.value = "saving";
    try {
      const path = { report_id: this.id };
      const headers = { "If-Match": this.etag };
      this.report.value = await api.put("/v1/reports/{report_id}", { path, headers, body: sent as never, tries: 1 });
      await this.readTag();
      const isNewest = this.content.value === sent;
      if (isNewest) localStorage.removeItem(keyOf(this.id));
      this.saving.value = isNewest ? "saved" : "unsaved";
      this.fault.value = undefined;
      if (!isNewest) this.later(SAVE_AFTER_MS);
    } catch (fault) {
      if (fault instanceof Problem && fault.status === 412) await this.meet();
      else if (fault instanceof NoAnswer || fault instanceof Problem && isPassing(fault.status)) {
        this.saving.value = "waiting";
        this.later(AGAIN_MS);
      } else {
        this.saving.value = "refused";
        this.fault.value = fault;
      }
    }
  };

  /** Ends a conflict with the content that its writer chose. */
  async settle(content: Content): Promise<void> {
    this.theirs.value = null;
    this.saving.value = "unsaved";
    this.content.value = contentOf(content);
    await this.save();
  }

  /** Reads the report as the server has it and takes its content. */
  async read(): Promise<void> {
    const answer = await api.read("/v1/reports/{report_id}", { path: { report_id: this.id } });
    this.etag = answer.etag || "";
    this.report.value = answer.body;
    this.content.value = contentOf(answer.body);
  }

  private async readTag(): Promise<void> {
    const answer = await api.read("/v1/reports/{report_id}", { path: { report_id: this.id } });
    this.etag = answer.etag || "";
    this.report.value = answer.body;
  }

  private async meet(): Promise<void> {
    await this.readTag();
    this.theirs.value = this.report.value;
    this.saving.value = "conflict";
  }

  private later(ms: number): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(this.save, ms);
  }
}
