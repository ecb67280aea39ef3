import { Loading } from "../../shared/loading.tsx";
import { addressOf, place } from "../../shared/router.ts";
import { wordsOf } from "../../shared/words.ts";
import { Problem } from "contest-client";
import { api, has, saveFile } from "../api.ts";
import { Outcome, useAct } from "../parts/act.tsx";

const say = wordsOf({
  all: ["全部报表模板", "All form templates"],
  draft: ["{id} 第 {version} 版（草稿）", "{id}, version {version} (draft)"],
  published: ["已发布：第 {version} 版", "Published: version {version}"],
  unseen: ["此模板尚未发布过。", "No version has been published yet."],
  preview: ["预览（PDF）", "Preview (PDF)"],
  publish: ["发布第 {version} 版", "Publish version {version}"],
  sure: ["发布后此版本不再改变。确定发布吗？", "Once published, this version never changes. Publish it?"],
  done: ["已发布，可用于报送活动。", "Published: campaigns may use it."],
});
interface Section {
  item: number;
  title?: string;
  lines: string[];
}

/** The published form as its lines; a draft, whose version the address names, on paper and ready to be published. */
export function Template({ id }: { id: string }) {
  const version = Number(place.value.query.get("version")) || undefined;
  const course = useAct();
  const path = { template_id: id };
  const load = () =>
    api.get("/v1/templates/{template_id}", { path }).catch((fault) => {
      if (fault instanceof Problem && fault.status === 404 && version) return null;
      throw fault;
    });
  const publish = (reload: () => void) =>
    course.act(async () => {
      if (!confirm(say("sure"))) return;
      const at = { template_id: id, version: version! };
      await api.post("/v1/templates/{template_id}/versions/{version}/publish", { path: at, body: {} });
      reload();
      return say("done");
    });
  return (
    <>
      <p>
        <a href={addressOf(["templates"])}>‹ {say("all")}</a>
      </p>
      <Loading on={[id]} load={load}>
        {(known, reload) => {
          const isDraft = version !== undefined && (!known || known.version < version);
          return (
            <>
              <h1>{isDraft ? say("draft", { id, version }) : known!.title}</h1>
              <p>{known ? say("published", { version: known.version }) : say("unseen")}</p>
              <p class="row">
                <button
                  type="button"
                  onClick={() =>
                    void course.act(() =>
                      saveFile("/v1/templates/{template_id}/preview.pdf", { path, query: { version } }, `${id}.pdf`)
                    )}
                >
                  {say("preview")}
                </button>
                {isDraft && has("administrator") && (
                  <button
                    type="button"
                    class="main"
                    disabled={course.isBusy}
                    onClick={() => void publish(reload)}
                  >
                    {say("publish", { version })}
                  </button>
                )}
              </p>
              <Outcome of={course} />
              {known &&
                (known.sections as unknown as Section[]).map((section) => (
                  <section class="card" key={section.item}>
                    <h2>{section.item}. {section.title}</h2>
                    {(section.lines || []).map((line) => <p key={line}>{line.replace(/\{\w+\}/g, "＿＿＿")}</p>)}
                  </section>
                ))}
            </>
          );
        }}
      </Loading>
    </>
  );
}
