import { type Answer, NoAnswer, Problem } from "contest-client";
import { api } from "../api.ts";

type Upload = Answer<"/v1/uploads/{upload_id}", "get">;
interface Ways {
  /** Sends it in one piece. */
  whole: (input: { upload: { data: FormData }; timeoutMs: number }) => Promise<unknown>;
  /** Begins to send it in parts. */
  begin: (body: { name: string; size: number; media_type: string }) => Promise<Upload>;
}
const ONE_PIECE = 8 * 1024 * 1024;
const PART_TIMEOUT_MS = 120_000;
const PAUSE_MS = 3_000;

/** Attaches a file, a large one in parts over a line that may break; `onSent` is told the share that is there, up to 1. */
export async function sendFile(file: File, { whole, begin }: Ways, onSent: (share: number) => void): Promise<void> {
  if (file.size <= ONE_PIECE) {
    const data = new FormData();
    data.append("file", file);
    await whole({ upload: { data }, timeoutMs: PART_TIMEOUT_MS });
    return;
  }
  let upload = await begin({ name: file.name, size: file.size, media_type: file.type });
  const path = { upload_id: upload.id };
  try {
    while (upload.offset < file.size) {
      onSent(upload.offset / file.size);
      upload = await sendPart(upload, file);
    }
    onSent(1);
    await patiently(() =>
      api.post("/v1/uploads/{upload_id}/completion", { path, timeoutMs: PART_TIMEOUT_MS, tries: 1 })
    );
  } catch (fault) {
    // What the server has judged is not gone on with, nor kept there.
    if (fault instanceof Problem) await api.delete("/v1/uploads/{upload_id}", { path }).catch(() => undefined);
    throw fault;
  }
}

/** The next part. One that came although its answer was lost is not sent again: the server says where to go on. */
async function sendPart(upload: Upload, file: File): Promise<Upload> {
  const path = { upload_id: upload.id };
  const data = await file.slice(upload.offset, upload.offset + upload.largest_part_bytes).arrayBuffer();
  try {
    return await patiently(() =>
      api.put("/v1/uploads/{upload_id}", {
        path,
        query: { offset: upload.offset },
        upload: { data, type: "application/octet-stream" },
        timeoutMs: PART_TIMEOUT_MS,
        tries: 1,
      })
    );
  } catch (fault) {
    if (!(fault instanceof Problem && fault.code === "upload-offset")) throw fault;
    return await api.get("/v1/uploads/{upload_id}", { path });
  }
}

/** Asks until there is an answer that waiting does not change. */
async function patiently<T>(ask: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await ask();
    } catch (fault) {
      const isBusy = fault instanceof Problem && (fault.status >= 500 || fault.status === 429);
      if (!isBusy && !(fault instanceof NoAnswer)) throw fault;
      await new Promise((done) => setTimeout(done, fault instanceof Problem && fault.retryAfterMs || PAUSE_MS));
    }
  }
}
