import { useState } from "preact/hooks";
import type { Call } from "contest-client";
import { Loading } from "../../shared/loading.tsx";
import { addressOf, go } from "../../shared/router.ts";
import { wordsOf } from "../../shared/words.ts";
import { api, has } from "../api.ts";
import { Outcome, useAct } from "../parts/act.tsx";
import { Table } from "../parts/table.tsx";

const say = wordsOf({
  title: ["报表模板", "Form templates"],
  form: ["报表", "Form"],
  receiver: ["报送对象", "Goes to"],
  version: ["版本", "Version"],
  preview: ["查看与打印", "Look and print"],
  upload: ["上传新模板或新版本", "Upload a new form or a new version"],
  why: [
    "模板是 JSON 文件，包括表头、指标、分项和每行文字。先成为草稿，预览无误后再发布；已发布的版本不再改变。",
    "A form is a JSON file with header fields, indicators, items and their lines. It becomes a draft first; once it is published, a version never changes.",
  ],
  file: ["JSON 文件", "JSON file"],
  send: ["存为草稿", "Keep as a draft"],
  broken: ["文件不是有效的 JSON。", "The file is not valid JSON."],
});
type Body = Call<"/v1/templates", "post">["body"];

export function Templates() {
  return (
    <>
      <h1>{say("title")}</h1>
      {has("administrator") && <Upload />}
      <Loading on={[]} load={() => api.get("/v1/templates")}>
        {({ items }) => (
          <section class="card">
            <Table
              hasWords
              heads={[say("form"), say("receiver"), say("version"), null]}
              rows={items.map((each) => ({
                key: each.id,
                cells: [
                  each.title,
                  each.receiver,
                  each.version,
                  <a key="link" href={addressOf(["templates", each.id])}>{say("preview")} ›</a>,
                ],
              }))}
            />
          </section>
        )}
      </Loading>
    </>
  );
}

function Upload() {
  const [file, setFile] = useState<File | null>(null);
  const course = useAct();
  const send = () =>
    course.act(async () => {
      let body: Body;
      try {
        body = JSON.parse(await file!.text());
      } catch {
        return say("broken");
      }
      const made = await api.post("/v1/templates", { body });
      go(addressOf(["templates", made.id], { version: made.version }));
    });
  return (
    <details class="card">
      <summary>{say("upload")}</summary>
      <p>{say("why")}</p>
      <label>
        {say("file")}
        <input type="file" accept=".json" onChange={(event) => setFile(event.currentTarget.files![0] || null)} />
      </label>
      <button type="button" class="main" disabled={!file || course.isBusy} onClick={() => void send()}>
        {say("send")}
      </button>
      <Outcome of={course} />
    </details>
  );
}
