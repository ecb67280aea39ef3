import { signal } from "@preact/signals";
import { type Answer, NoAnswer, Problem } from "contest-client";
import { api, codeOf, extra } from "../../api.ts";
import { bytesOf } from "./file.ts";
import { forget, isSame, keep, keptOf } from "./kept.ts";

type Told = Answer<"/v1/works/{work_id}/uploads/{upload_id}", "get">;
type Work = Answer<"/v1/works/{work_id}/uploads/{upload_id}/completion", "post">;

/** `sent` in bytes that are at the server; `media` once the film is that of its work. */
export interface Sending {
  step: "sending" | "waiting" | "checking" | "done" | "refused";
  sent: number;
  media?: Work["media"];
  fault?: unknown;
}

const SMALLEST_PART = 256 * 1024;
/** Fewer than the server takes, which leaves room for a second beginning. */
const MOST_PARTS = 400;
const [QUICK_MS, SLOW_MS] = [2_000, 8_000];
const PART_TIMEOUT_MS = 120_000;
const [AGAIN_MS, MOST_MS] = [2_000, 15_000];

/** Uploads of this page by their work: they go on while another screen is open. */
export const uploads = signal<Record<string, FilmUpload>>({});

export function upload(workId: string, file: File): void {
  uploads.value = { ...uploads.value, [workId]: new FilmUpload(workId, file) };
}

/** Gives an upload up, whether it runs in this page or stopped in an earlier one. */
export async function cancelUpload(workId: string): Promise<void> {
  const { [workId]: running, ...others } = uploads.value;
  if (running) running.stop();
  uploads.value = others;
  const kept = keptOf(workId);
  forget(workId);
  if (kept) await api.delete("/v1/works/{work_id}/uploads/{upload_id}", { path: pathOf(workId, kept.id) });
}

const pathOf = (workId: string, id: string) => ({ work_id: workId, upload_id: id });

/** One film on its way, in parts that grow with the network. It waits for a network that is gone by itself. */
export class FilmUpload {
  readonly state = signal<Sending>({ step: "sending", sent: 0 });
  private isStopped = false;

  constructor(readonly workId: string, readonly file: File) {
    void this.run();
  }

  stop(): void {
    this.isStopped = true;
  }

  async run(): Promise<void> {
    this.state.value = { step: "sending", sent: this.state.value.sent };
    try {
      let told = await this.begun();
      const least = Math.max(SMALLEST_PART, Math.ceil(this.file.size / MOST_PARTS));
      for (let size = least; told.offset < this.file.size && !this.isStopped;) {
        this.state.value = { step: "sending", sent: told.offset };
        const since = performance.now();
        told = await this.send(told, size);
        const took = performance.now() - since;
        if (took < QUICK_MS) size = Math.min(size * 2, told.largest_part_bytes);
        else if (took > SLOW_MS) size = Math.max(size / 2 | 0, least);
      }
      await this.complete(told);
    } catch (fault) {
      this.refuse(fault);
    }
  }

  /** Where to go on with the same film, or a new upload. */
  private async begun(): Promise<Told> {
    const { workId, file } = this;
    const kept = keptOf(workId);
    if (kept && isSame(kept, file)) {
      try {
        return await this.patiently(() =>
          api.get("/v1/works/{work_id}/uploads/{upload_id}", { path: pathOf(workId, kept.id), tries: 1 })
        );
      } catch (fault) {
        if (codeOf(fault) !== "upload-not-found") throw fault;
      }
    } else if (kept) {
      await api.delete("/v1/works/{work_id}/uploads/{upload_id}", { path: pathOf(workId, kept.id) })
        .catch(() => undefined);
    }
    const body = { name: file.name, size: file.size };
    const told = await this.patiently(() =>
      api.post("/v1/works/{work_id}/uploads", { path: { work_id: workId }, body, tries: 1 })
    );
    keep(workId, told.id, file);
    return told;
  }

  /** The next part. One that came although its answer was lost is not sent again: the server says where to go on. */
  private async send(told: Told, size: number): Promise<Told> {
    const data = await bytesOf(this.file, told.offset, told.offset + size);
    try {
      return await this.patiently(() =>
        api.put("/v1/works/{work_id}/uploads/{upload_id}", {
          path: pathOf(this.workId, told.id),
          query: { offset: told.offset },
          upload: { data, type: "application/octet-stream" },
          timeoutMs: PART_TIMEOUT_MS,
          tries: 1,
        })
      );
    } catch (fault) {
      if (codeOf(fault) !== "upload-offset") throw fault;
      return { ...told, offset: extra<number>(fault, "offset")! };
    }
  }

  private async complete(told: Told): Promise<void> {
    if (this.isStopped) return;
    const sent = this.file.size;
    this.state.value = { step: "checking", sent };
    const work = await this.patiently(() =>
      api.post("/v1/works/{work_id}/uploads/{upload_id}/completion", {
        path: pathOf(this.workId, told.id),
        timeoutMs: PART_TIMEOUT_MS,
        tries: 1,
      })
    );
    if (this.isStopped) return;
    forget(this.workId);
    this.state.value = { step: "done", sent, media: work.media };
  }

  private refuse(fault: unknown): void {
    if (this.isStopped) return;
    this.state.value = { step: "refused", sent: this.state.value.sent, fault };
    // What the server has judged would be judged alike: it is not kept there, nor gone on with.
    const kept = fault instanceof Problem && fault.status !== 401 ? keptOf(this.workId) : undefined;
    if (!kept) return;
    forget(this.workId);
    void api.delete("/v1/works/{work_id}/uploads/{upload_id}", { path: pathOf(this.workId, kept.id) })
      .catch(() => undefined);
  }

  /** Asks until there is an answer that waiting does not change. */
  private async patiently<T>(ask: () => Promise<T>): Promise<T> {
    for (let pause = AGAIN_MS;; pause = Math.min(MOST_MS, pause * 2)) {
      try {
        return await ask();
      } catch (fault) {
        const isRefused = fault instanceof Problem && fault.status < 500 && fault.status !== 429;
        if (this.isStopped || isRefused || !(fault instanceof Problem || fault instanceof NoAnswer)) throw fault;
        this.state.value = { ...this.state.value, step: "waiting" };
        await networkOr(fault instanceof Problem && fault.retryAfterMs || pause);
      }
    }
  }
}

/** Ends when the network comes back, or after so many milliseconds. */
function networkOr(ms: number): Promise<void> {
  return new Promise((done) => {
    const end = () => {
      clearTimeout(timer);
      removeEventListener("online", end);
      done();
    };
    const timer = setTimeout(end, ms);
    addEventListener("online", end);
  });
}
