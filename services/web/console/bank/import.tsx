import { wordsOf } from "../../shared/words.ts";
import { api, saveFile } from "../api.ts";
import { CheckFile } from "../parts/check_file.tsx";

const say = wordsOf({
  title: ["导入题目", "Import questions"],
  template: ["下载模板", "Template"],
  good: [
    "检查通过：新增 {added}，修改 {changed}，不变 {unchanged}，相似 {alike}。",
    "No faults: {added} new, {changed} changed, {unchanged} as they were, {alike} nearly alike.",
  ],
  done: [
    "已导入：新增 {added}，修改 {changed}。等待另一人审核。",
    "Imported: {added} new, {changed} changed. A second person reviews them.",
  ],
});

/** Questions out of a file, as drafts. */
export function Import({ bank, onDone }: { bank: string; onDone: () => void }) {
  async function send(data: FormData, isDryRun: boolean): Promise<string> {
    const found = await api.post("/v1/banks/{bank_id}/imports", {
      path: { bank_id: bank },
      query: { dry_run: isDryRun },
      upload: { data },
      timeoutMs: 60_000,
    });
    if (!isDryRun) onDone();
    return say(isDryRun ? "good" : "done", {
      added: found.added.length,
      changed: found.changed.length,
      unchanged: found.unchanged,
      alike: found.warnings.length,
    });
  }
  const sample = {
    word: say("template"),
    get: () => saveFile("/v1/banks/import-template.xlsx", {}, "template.xlsx"),
  };
  return <CheckFile title={say("title")} sample={sample} send={send} />;
}
