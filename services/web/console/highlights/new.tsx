import { useState } from "preact/hooks";
import { wordsOf } from "../../shared/words.ts";
import { api, me } from "../api.ts";
import { Outcome, useAct } from "../parts/act.tsx";
import { Area, Choice, Field } from "../parts/field.tsx";
import { sendFile } from "../parts/send_file.ts";
import { Sent } from "../parts/sent.tsx";

const say = wordsOf({
  add: ["报送亮点工作", "Report notable work"],
  unit: ["单位", "Unit"],
  campaign: ["报送活动", "Campaign"],
  title: ["标题", "Title"],
  text: ["内容", "Text"],
  files: ["照片、视频或文件（可多选）", "Photos, films or texts (several)"],
  send: ["报送", "Report"],
  sent: ["已报送。", "Reported."],
});

/** The text goes first, its files after it. */
export function NewHighlight({ campaigns, onDone }: {
  campaigns: (readonly [string, string])[];
  onDone: () => void;
}) {
  const units = me.value!.grants.filter((each) => each.role === "reporter" || each.role === "administrator");
  const started = {
    unit: units[0] ? units[0].unit.code : "",
    campaign: campaigns[0] ? campaigns[0][0] : "",
    title: "",
    text: "",
  };
  const [form, setForm] = useState(started);
  const [files, setFiles] = useState<File[]>([]);
  const course = useAct();
  const [sent, setSent] = useState<number>();
  const set = (change: Partial<typeof form>) => setForm({ ...form, ...change });
  const send = () =>
    course.act(async () => {
      const { unit, title, text } = form;
      const body = { unit, title, text, campaign_id: form.campaign || null };
      const made = await api.post("/v1/highlights", { body });
      setForm(started);
      for (const file of files) {
        const path = { highlight_id: made.id };
        await sendFile(file, {
          whole: (input) => api.post("/v1/highlights/{highlight_id}/attachments", { path, ...input }),
          begin: (body) => api.post("/v1/highlights/{highlight_id}/uploads", { path, body }),
        }, setSent).finally(() => setSent(undefined));
      }
      onDone();
      return say("sent");
    });
  return (
    <details class="card">
      <summary>{say("add")}</summary>
      <form onSubmit={(event) => (event.preventDefault(), void send())}>
        <div class="controls">
          <Choice
            label={say("unit")}
            value={form.unit}
            onChange={(unit) => set({ unit })}
            of={units.map((each) => [each.unit.code, each.unit.name] as const)}
          />
          <Choice
            label={say("campaign")}
            value={form.campaign}
            onChange={(campaign) => set({ campaign })}
            of={campaigns}
          />
        </div>
        <Field
          label={say("title")}
          value={form.title}
          onChange={(title) => set({ title })}
          required
          maxLength={200}
          isWide
        />
        <Area label={say("text")} value={form.text} onChange={(text) => set({ text })} required maxLength={10_000} />
        <label>
          {say("files")}
          <input type="file" multiple onChange={(event) => setFiles([...event.currentTarget.files!])} />
        </label>
        <button type="submit" class="main" disabled={course.isBusy}>{say("send")}</button>
      </form>
      <Sent share={sent} />
      <Outcome of={course} />
    </details>
  );
}
