import { useState } from "preact/hooks";
import { CATEGORIES, categoryWord } from "../../shared/categories.ts";
import { Loading } from "../../shared/loading.tsx";
import { wordsOf } from "../../shared/words.ts";
import { api, has } from "../api.ts";
import { shown } from "../contests/words.ts";
import { Table } from "../parts/table.tsx";
import { Editor } from "./lesson.tsx";
import { type Camp, kindWord, type Lesson, ZONE } from "./words.ts";

const say = wordsOf({
  none: ["还没有课程。", "There are no lessons yet."],
  add: ["新增课程", "New lesson"],
  title: ["课程", "Lesson"],
  category: ["类别", "Topic"],
  kind: ["形式", "Kind"],
  length: ["时长", "Length"],
  media: ["来源", "Where"],
  own: ["本系统页面", "page of this system"],
  change: ["修改", "Edit"],
  changing: ["修改“{title}”", "Edit {title}"],
  minutes: ["{minutes} 分钟", "{minutes} min"],
});

/** The programme of a camp; films and live lectures are where they are hosted. */
export function Lessons({ camp }: { camp: Camp }) {
  const [edited, setEdited] = useState<Lesson | "new">();
  const mayWrite = has("administrator", "organiser");
  return (
    <Loading on={[camp.id]} load={() => api.get("/v1/camps/{camp_id}/lessons", { path: { camp_id: camp.id } })}>
      {({ items }, reload) => {
        const done = () => (setEdited(undefined), reload());
        return (
          <>
            {mayWrite && !edited && (
              <p>
                <button type="button" onClick={() => setEdited("new")}>{say("add")}</button>
              </p>
            )}
            {edited && (
              <section class="card">
                <h2>{edited === "new" ? say("add") : say("changing", { title: edited.title })}</h2>
                <Editor
                  key={edited === "new" ? "new" : edited.id}
                  camp={camp.id}
                  lesson={edited === "new" ? undefined : edited}
                  onDone={done}
                  onCancel={() => setEdited(undefined)}
                />
              </section>
            )}
            <section class="card">
              {items.length === 0 ? <p>{say("none")}</p> : (
                <Table
                  hasWords
                  heads={[say("title"), say("category"), say("kind"), say("length"), say("media"), null]}
                  rows={items.map((each) => ({
                    key: each.id,
                    cells: [
                      each.title,
                      (CATEGORIES as readonly string[]).includes(each.category)
                        ? categoryWord(each.category)
                        : each.category,
                      <span key="kind">
                        {kindWord(each.kind)} {each.starts_at && <small>{shown(each.starts_at, ZONE)}</small>}
                      </span>,
                      say("minutes", { minutes: Math.ceil(each.duration_ms / 60_000) }),
                      each.media.url.startsWith("/")
                        ? say("own")
                        : <a key="link" href={each.media.url} rel="noreferrer" target="_blank">{each.media.provider}
                        </a>,
                      mayWrite && (
                        <button key="change" type="button" onClick={() => setEdited(each)}>{say("change")}</button>
                      ),
                    ],
                  }))}
                />
              )}
            </section>
          </>
        );
      }}
    </Loading>
  );
}
