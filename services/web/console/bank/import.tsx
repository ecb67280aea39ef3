import { useState } from "preact/hooks";
import { Problem } from "contest-client";
import { Fault } from "../../shared/fault.tsx";
import { wordsOf } from "../../shared/words.ts";
import { api, saveFile } from "../api.ts";

const say = wordsOf({
  title: ["导入题目", "Import questions"],
  why: [
    "先检查，确认无误后再导入；有任何一行出错，则全部不导入。",
    "Check first, then import; with a fault in any row nothing is imported.",
  ],
  template: ["下载模板", "Template"],
  file: ["XLSX、CSV 或 JSON 文件", "XLSX, CSV or JSON file"],
  check: ["检查", "Check"],
  go: ["导入", "Import"],
  good: [
    "检查通过：新增 {added}，修改 {changed}，不变 {unchanged}，相似 {alike}。",
    "No faults: {added} new, {changed} changed, {unchanged} as they were, {alike} nearly alike.",
  ],
  done: [
    "已导入：新增 {added}，修改 {changed}。等待另一人审核。",
    "Imported: {added} new, {changed} changed. A second person reviews them.",
  ],
  faults: ["发现 {count} 处问题：", "{count} faults:"],
});

/** A file is checked whole before anything is written: every fault at its row. */
export function Import({ bank, onDone }: { bank: string; onDone: () => void }) {
  const [file, setFile] = useState<File | null>(null);
  const [fault, setFault] = useState<unknown>();
  const [said, setSaid] = useState("");
  const [isChecked, setChecked] = useState(false);
  async function send(isDryRun: boolean): Promise<void> {
    const data = new FormData();
    data.append("file", file!);
    try {
      const found = await api.post("/v1/banks/{bank_id}/imports", {
        path: { bank_id: bank },
        query: { dry_run: isDryRun },
        upload: { data },
        timeoutMs: 60_000,
      } as never) as unknown as { added: string[]; changed: string[]; unchanged: number; warnings: unknown[] };
      const counts = {
        added: found.added.length,
        changed: found.changed.length,
        unchanged: found.unchanged,
        alike: found.warnings.length,
      };
      setSaid(say(isDryRun ? "good" : "done", counts));
      setFault(undefined);
      setChecked(isDryRun);
      if (!isDryRun) onDone();
    } catch (refusal) {
      setSaid("");
      setFault(refusal);
      setChecked(false);
    }
  }
  const faults = fault instanceof Problem ? fault.details.errors || [] : [];
  return (
    <details class="card">
      <summary>{say("title")}</summary>
      <p>
        {say("why")}{" "}
        <button
          type="button"
          onClick={() => void saveFile("/v1/banks/import-template.xlsx" as never, {}, "template.xlsx").catch(setFault)}
        >
          {say("template")}
        </button>
      </p>
      <label>
        {say("file")}
        <input
          type="file"
          accept=".xlsx,.csv,.json"
          onChange={(event) => (setFile(event.currentTarget.files![0] || null), setChecked(false), setSaid(""))}
        />
      </label>
      <p class="row">
        <button type="button" disabled={!file} onClick={() => void send(true)}>{say("check")}</button>
        <button type="button" class="main" disabled={!file || !isChecked} onClick={() => void send(false)}>
          {say("go")}
        </button>
      </p>
      <p role="status">{said}</p>
      {fault !== undefined && faults.length === 0 && <Fault fault={fault} />}
      {faults.length > 0 && (
        <div class="fault" role="alert">
          <p>{say("faults", { count: faults.length })}</p>
          <ul>
            {faults.map((each) => (
              <li key={each.pointer + each.code}>
                <code>{each.pointer}</code> {each.detail}
              </li>
            ))}
          </ul>
        </div>
      )}
    </details>
  );
}
