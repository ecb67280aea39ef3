import { useState } from "preact/hooks";
import { wordsOf } from "../../shared/words.ts";
import { api } from "../api.ts";
import { Fault } from "../../shared/fault.tsx";
import type { Camp, Own } from "./camp.tsx";

const say = wordsOf({
  title: ["提交作品", "Offer a work"],
  again: ["修改后重新提交", "Change it and submit it again"],
  name: ["作品名称", "Title"],
  topic: ["话题", "Topic"],
  text: ["作品说明", "About it"],
  url: ["视频链接", "Link to the film"],
  original: ["我声明本作品为原创，没有知识产权争议，由本人承担责任。", "The work is my own, and I answer for it."],
  consent: ["我同意活动组织机构展播和推荐本作品。", "The organisers may show and recommend it."],
  send: ["提交审核", "Submit for review"],
});

/** A new work, or one that came back, handed in for review at once. */
export function Offer({ camp, work, onDone }: { camp: Camp; work?: Own["works"][number]; onDone: () => void }) {
  const topics = camp.topics || [];
  const [id, setId] = useState(work && work.id);
  const [title, setTitle] = useState(work ? work.title : "");
  const [text, setText] = useState(work ? work.text : "");
  const [topic, setTopic] = useState(work ? work.topic : topics[0] || "");
  const [url, setUrl] = useState(work && work.media ? work.media.url : "");
  const [fault, setFault] = useState<unknown>();

  async function send(event: Event): Promise<void> {
    event.preventDefault();
    try {
      const body = { title, text, topic, media: { url }, consent: true, original: true } as never;
      const made = id
        ? await api.put("/v1/works/{work_id}", { path: { work_id: id }, body })
        : await api.post("/v1/camps/{camp_id}/works", { path: { camp_id: camp.id }, body });
      setId(made.id);
      await api.post("/v1/works/{work_id}/submit", { path: { work_id: made.id } });
      onDone();
    } catch (refusal) {
      setFault(refusal);
    }
  }
  const fields = [
    ["name", title, setTitle, 100],
    ["text", text, setText, 2000],
    ["url", url, setUrl, 2000],
  ] as const;
  const choices = topics.includes(topic) || !topic ? topics : [topic, ...topics];
  return (
    <form class="card" onSubmit={(event) => void send(event)}>
      <h2>{say(work ? "again" : "title")}</h2>
      {fault !== undefined && <Fault fault={fault} />}
      {fields.map(([name, value, set, most]) => (
        <label key={name}>
          {say(name)}
          <input
            value={value}
            maxLength={most}
            required={name !== "text"}
            onInput={(event) => set(event.currentTarget.value)}
          />
        </label>
      ))}
      <label>
        {say("topic")}
        <select value={topic} onChange={(event) => setTopic(event.currentTarget.value)}>
          {choices.map((each) => <option key={each} value={each}>{each}</option>)}
        </select>
      </label>
      {(["original", "consent"] as const).map((each) => (
        <label key={each} class="option">
          <input type="checkbox" required />
          <span>{say(each)}</span>
        </label>
      ))}
      <button type="submit" class="main">{say("send")}</button>
    </form>
  );
}
