import { useState } from "preact/hooks";
import { wordsOf } from "../../shared/words.ts";
import { Outcome, useAct } from "./act.tsx";

const say = wordsOf({
  why: [
    "先检查，确认无误后再导入；有任何一行出错，则全部不导入。",
    "Check first, then import; with a fault in any row nothing is imported.",
  ],
  file: ["XLSX、CSV 或 JSON 文件", "XLSX, CSV or JSON file"],
  check: ["检查", "Check"],
  go: ["导入", "Import"],
});

/** A file is checked whole before anything is written. `send` returns what is said about it. */
export function CheckFile({ title, sample, send }: {
  title: string;
  /** Where an empty or a filled sheet can be had. */
  sample?: { word: string; get: () => Promise<void> };
  send: (data: FormData, isDryRun: boolean) => Promise<string>;
}) {
  const [file, setFile] = useState<File | null>(null);
  const [isChecked, setChecked] = useState(false);
  const course = useAct();
  const run = (isDryRun: boolean) =>
    course.act(async () => {
      setChecked(false);
      const data = new FormData();
      data.append("file", file!);
      const said = await send(data, isDryRun);
      setChecked(isDryRun);
      return said;
    });
  return (
    <details class="card">
      <summary>{title}</summary>
      <p>
        {say("why")}{" "}
        {sample && <button type="button" onClick={() => void course.act(sample.get)}>{sample.word}</button>}
      </p>
      <label>
        {say("file")}
        <input
          type="file"
          accept=".xlsx,.csv,.json"
          onChange={(event) => (setFile(event.currentTarget.files![0] || null), setChecked(false))}
        />
      </label>
      <p class="row">
        <button type="button" disabled={!file || course.isBusy} onClick={() => void run(true)}>{say("check")}</button>
        <button
          type="button"
          class="main"
          disabled={!file || !isChecked || course.isBusy}
          onClick={() => void run(false)}
        >
          {say("go")}
        </button>
      </p>
      <Outcome of={course} />
    </details>
  );
}
