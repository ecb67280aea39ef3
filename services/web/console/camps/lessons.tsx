import { CATEGORIES, categoryWord } from "../../shared/categories.ts";
import { Loading } from "../../shared/loading.tsx";
import { addressOf, go, place } from "../../shared/router.ts";
import { wordsOf } from "../../shared/words.ts";
import { api, has } from "../api.ts";
import { shown } from "../contests/words.ts";
import { Table } from "../parts/table.tsx";
import { Editor } from "./lesson.tsx";
import { type Camp, kindWord, ZONE } from "./words.ts";

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

/** The programme of a camp; films and live lectures are where they are hosted. The lesson that is edited has its address. */
export function Lessons({ camp }: { camp: Camp }) {
  const mayWrite = has("administrator", "organiser");
  const edited = mayWrite ? place.value.path[3] : undefined;
  const edit = (id?: string) => go(addressOf(["camps", camp.id, "lessons", ...(id ? [id] : [])]));
  return (
    <Loading on={[camp.id]} load={() => api.get("/v1/camps/{camp_id}/lessons", { path: { camp_id: camp.id } })}>
      {({ items }, reload) => {
        const done = () => (edit(), reload());
        return (
          <>
            {mayWrite && !edited && (
              <p>
                <button type="button" onClick={() => edit("new")}>{say("add")}</button>
              </p>
            )}
            {edited && (
              <section class="card" key={edited}>
                {edited === "new"
                  ? (
                    <>
                      <h2>{say("add")}</h2>
                      <Editor camp={camp.id} onDone={done} onCancel={() => edit()} />
                    </>
                  )
                  : <Known camp={camp.id} id={edited} onDone={done} onCancel={() => edit()} />}
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
                        <button key="change" type="button" onClick={() => edit(each.id)}>{say("change")}</button>
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

/** What a lesson asks is told to those who may change it alone, so it is read when it is edited. */
function Known({ camp, id, onDone, onCancel }: {
  camp: string;
  id: string;
  onDone: () => void;
  onCancel: () => void;
}) {
  const path = { camp_id: camp, lesson_id: id };
  return (
    <Loading on={[id]} load={() => api.get("/v1/camps/{camp_id}/lessons/{lesson_id}", { path })}>
      {(lesson) => (
        <>
          <h2>{say("changing", { title: lesson.title })}</h2>
          <Editor camp={camp} lesson={lesson} onDone={onDone} onCancel={onCancel} />
        </>
      )}
    </Loading>
  );
}
