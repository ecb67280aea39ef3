import { useState } from "preact/hooks";
import { Loading } from "../../shared/loading.tsx";
import { language, wordsOf } from "../../shared/words.ts";
import { api, saveFile } from "../api.ts";
import { Outcome, useAct } from "../parts/act.tsx";
import { CheckFile } from "../parts/check_file.tsx";
import { sendFile } from "../parts/send_file.ts";
import { Sent } from "../parts/sent.tsx";
import type { Draft } from "./draft.ts";

const say = wordsOf({
  title: ["附件与扫描件", "Attachments and scans"],
  none: ["没有附件。", "No attachments."],
  add: ["添加附件", "Add an attachment"],
  scan: ["上传盖章扫描件（自动与填报内容核对）", "Upload the sealed scan (compared with the form)"],
  remove: ["删除 {name}", "Remove {name}"],
  size: ["{size} KB", "{size} kB"],
  same: ["扫描件与填报内容一致。", "The scan says what the form says."],
  differs: [
    "扫描件有 {count} 处与填报内容不一致，请核对。",
    "The scan differs from the form. Places to look at: {count}.",
  ],
  unclear: ["扫描件有 {count} 处看不清，请人工核对。", "Parts of the scan cannot be read. Places to look at: {count}."],
  sheet: ["从表格导入", "Import from a workbook"],
  good: ["检查通过：{count} 项有变化。", "No faults; cells that change: {count}."],
  done: ["已导入：{count} 项有变化。", "Imported; cells that changed: {count}."],
});

/** What lies beside the figures: files, the sealed paper, and the figures out of a workbook. */
export function Files({ draft, hasFigures }: { draft: Draft; hasFigures: boolean }) {
  const path = { report_id: draft.id };
  const course = useAct();
  const [sent, setSent] = useState<number>();
  const isOpen = draft.isOpen();
  const form = (file: File) => {
    const data = new FormData();
    data.append("file", file);
    return { path, upload: { data }, timeoutMs: 120_000 };
  };
  const attach = (file: File) =>
    sendFile(file, {
      whole: (input) => api.post("/v1/reports/{report_id}/attachments", { path, ...input }),
      begin: (body) => api.post("/v1/reports/{report_id}/uploads", { path, body }),
    }, setSent).finally(() => setSent(undefined));
  const scan = (file: File) =>
    course.act(async () => {
      const { verdict, differences, unclear } = await api.post("/v1/reports/{report_id}/scans", form(file));
      return say(verdict, { count: (verdict === "unclear" ? unclear : differences).length });
    });
  async function sendSheet(data: FormData, isDryRun: boolean): Promise<string> {
    const found = await api.post("/v1/reports/{report_id}/sheet-imports", {
      path,
      query: { dry_run: isDryRun },
      upload: { data },
      timeoutMs: 60_000,
    });
    if (!isDryRun) await draft.read();
    return say(isDryRun ? "good" : "done", { count: found.changes.length });
  }
  return (
    <>
      {isOpen && hasFigures && <CheckFile title={say("sheet")} send={sendSheet} />}
      <details class="card" open={!hasFigures}>
        <summary>{say("title")}</summary>
        <Loading on={[draft.id]} load={() => api.get("/v1/reports/{report_id}/attachments", { path })}>
          {({ items }, reload) => (
            <>
              {items.length === 0 && <p>{say("none")}</p>}
              <ul class="inbox">
                {items.map((each) => {
                  const at = { attachment_id: each.id };
                  return (
                    <li key={each.id}>
                      <button
                        type="button"
                        onClick={() =>
                          void course.act(() => saveFile("/v1/attachments/{attachment_id}", { path: at }, each.name))}
                      >
                        {each.name}
                      </button>
                      <small>
                        {say("size", { size: Math.ceil(each.size / 1000) })} ·{" "}
                        {new Date(each.uploaded_at).toLocaleString(language.value)}
                      </small>
                      {isOpen && (
                        <button
                          type="button"
                          aria-label={say("remove", { name: each.name })}
                          onClick={() =>
                            void course.act(() =>
                              api.delete("/v1/attachments/{attachment_id}", { path: at }).then(reload)
                            )}
                        >
                          ×
                        </button>
                      )}
                    </li>
                  );
                })}
              </ul>
              {isOpen && (
                <Pick
                  label={say("add")}
                  onPick={(file) => void course.act(() => attach(file).then(reload))}
                />
              )}
              <Sent share={sent} />
              <Pick label={say("scan")} onPick={(file) => void scan(file).then(reload)} />
            </>
          )}
        </Loading>
        <Outcome of={course} />
      </details>
    </>
  );
}

function Pick({ label, onPick }: { label: string; onPick: (file: File) => void }) {
  return (
    <label>
      {label}
      <input
        type="file"
        onChange={(event) => {
          const file = event.currentTarget.files![0];
          if (file) onPick(file);
          event.currentTarget.value = "";
        }}
      />
    </label>
  );
}
