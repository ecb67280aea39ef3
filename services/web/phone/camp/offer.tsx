import { useEffect, useRef, useState } from "preact/hooks";
import { CATEGORIES, categoryWord } from "../../shared/categories.ts";
import { Fault } from "../../shared/fault.tsx";
import { wordsOf } from "../../shared/words.ts";
import { api } from "../api.ts";
import { focusHeading } from "../look.ts";
import type { Camp, Own } from "./camp.tsx";
import { titleOf } from "./film/file.ts";
import { FilmField } from "./film/film.tsx";
import { cancelUpload, upload, uploads } from "./film/upload.ts";
import { isHere } from "./film/video.tsx";

const say = wordsOf({
  title: ["提交作品", "Offer a work"],
  draft: ["继续完成作品", "Finish the work"],
  again: ["修改作品", "Change the work"],
  name: ["作品名称", "Title"],
  topic: ["话题", "Topic"],
  category: ["类别", "Category"],
  text: ["作品说明", "About it"],
  original: ["我声明本作品为原创，没有知识产权争议，由本人承担责任。", "The work is my own, and I answer for it."],
  consent: ["我同意活动组织机构展播和推荐本作品。", "The organisers may show and recommend it."],
  send: ["提交审核", "Submit for review"],
  wait: ["视频传完后即可提交。", "It can be submitted once the film is there."],
});
type Work = Own["works"][number];

/** A new work, a draft, or one that came back. Its draft is made as soon as a film is chosen for it. */
export function Offer({ camp, work, onDone }: { camp: Camp; work?: Work; onDone: () => void }) {
  const topics = camp.topics || [];
  const [id, setId] = useState(work && work.id);
  const [title, setTitle] = useState(work ? work.title : "");
  const [text, setText] = useState(work ? work.text : "");
  const [topic, setTopic] = useState(work ? work.topic : topics[0] || "");
  const [category, setCategory] = useState<string>(work && work.category || CATEGORIES[0]);
  const [url, setUrl] = useState(work && work.media ? work.media.url : "");
  const [fault, setFault] = useState<unknown>();
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (work) focusHeading(heading.current), heading.current!.scrollIntoView();
  }, []);
  const sending = id ? uploads.value[id] : undefined;
  const sent = sending && sending.state.value;

  async function save(name: string, media: Work["media"] | { url: string }, isComplete: boolean): Promise<string> {
    const body = { title: name, text, topic, category, media, consent: isComplete, original: isComplete } as never;
    const made = id
      ? await api.put("/v1/works/{work_id}", { path: { work_id: id }, body })
      : await api.post("/v1/camps/{camp_id}/works", { path: { camp_id: camp.id }, body });
    setId(made.id);
    return made.id;
  }
  async function sendFilm(file: File): Promise<void> {
    const name = title.trim() || titleOf(file);
    setTitle(name);
    upload(id || await save(name, null, false), file);
  }
  async function submit(event: Event): Promise<void> {
    event.preventDefault();
    try {
      const media = sent && sent.media || (isHere(url) ? work!.media : { url });
      const workId = await save(title, media, true);
      await api.post("/v1/works/{work_id}/submit", { path: { work_id: workId } });
      await cancelUpload(workId);
      onDone();
    } catch (refusal) {
      setFault(refusal);
    }
  }
  const choices = topics.includes(topic) || !topic ? topics : [topic, ...topics];
  return (
    <form class="card" onSubmit={(event) => void submit(event)}>
      <h2 tabIndex={-1} ref={heading}>{say(!work ? "title" : work.state === "draft" ? "draft" : "again")}</h2>
      <FilmField workId={id} url={url} onUrl={setUrl} onFile={sendFilm} />
      <label>
        {say("name")}
        <input value={title} maxLength={100} required onInput={(event) => setTitle(event.currentTarget.value)} />
      </label>
      <label>
        {say("text")}
        <textarea rows={3} value={text} maxLength={2000} onInput={(event) => setText(event.currentTarget.value)} />
      </label>
      <Choice name={say("topic")} value={topic} choices={choices} onChoose={setTopic} />
      <Choice name={say("category")} value={category} choices={CATEGORIES} say={categoryWord} onChoose={setCategory} />
      {(["original", "consent"] as const).map((each) => (
        <label key={each} class="option">
          <input type="checkbox" required />
          <span>{say(each)}</span>
        </label>
      ))}
      {fault !== undefined && <Fault fault={fault} />}
      {sent && sent.step !== "done" && <p>{say("wait")}</p>}
      <button type="submit" class="main" disabled={!!sent && sent.step !== "done"}>{say("send")}</button>
    </form>
  );
}

function Choice({ name, value, choices, say: word = (each) => each, onChoose }: {
  name: string;
  value: string;
  choices: readonly string[];
  say?: (choice: string) => string;
  onChoose: (choice: string) => void;
}) {
  return (
    <label>
      {name}
      <select value={value} onChange={(event) => onChoose(event.currentTarget.value)}>
        {choices.map((each) => <option key={each} value={each}>{word(each)}</option>)}
      </select>
    </label>
  );
}
