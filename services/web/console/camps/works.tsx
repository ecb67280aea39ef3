import { Loading } from "../../shared/loading.tsx";
import { addressOf, go, place } from "../../shared/router.ts";
import { wordsOf } from "../../shared/words.ts";
import { api } from "../api.ts";
import { Choice } from "../parts/field.tsx";
import { UnitField } from "../parts/unit_field.tsx";
import { ReviewedWork } from "./work.tsx";
import type { Camp } from "./words.ts";

const say = wordsOf({
  state: ["状态", "State"],
  all: ["全部", "all"],
  submitted: ["待审核", "waiting"],
  published: ["已发布", "published"],
  returned: ["已退回", "returned"],
  reported: ["被举报", "reported"],
  unit: ["单位（可不填）", "Unit (optional)"],
  none: ["没有符合条件的作品。", "No such works."],
  first: ["只列出等待最久的 {count} 件。", "Only the {count} that have waited the longest are listed."],
});
const STATES = ["submitted", "published", "returned"] as const;
const MOST = 100;

/** Works of the units that one decides for, those that wait the longest first. Each list has its address. */
export function Works({ camp }: { camp: Camp }) {
  const { query } = place.value;
  const state = query.get("state") || "submitted";
  const unit = query.get("unit") || undefined;
  const set = (change: Record<string, string | undefined>) =>
    go(addressOf(["camps", camp.id, "works"], { state, unit, ...change }));
  const asked = state === "all" ? undefined : state === "reported" ? "published" : state;
  const load = () =>
    api.get("/v1/camps/{camp_id}/submissions", {
      path: { camp_id: camp.id },
      query: { state: asked, unit, limit: MOST } as never,
    });
  return (
    <>
      <div class="controls">
        <Choice
          label={say("state")}
          value={state}
          onChange={(each) => set({ state: each })}
          of={[
            ...STATES.map((each) => [each, say(each)] as const),
            ["reported", say("reported")],
            ["all", say("all")],
          ]}
        />
        <UnitField
          name="work-units"
          label={say("unit")}
          value={unit || ""}
          onChange={(code) => set({ unit: code || undefined })}
          required={false}
        />
      </div>
      <Loading on={[camp.id, state, unit]} load={load}>
        {({ items }, reload) => {
          const shown = state === "reported" ? items.filter((each) => each.complaints.length > 0) : items;
          return (
            <>
              {shown.length === 0 && <p class="card">{say("none")}</p>}
              {shown.map((each) => <ReviewedWork key={each.id} work={each} onDone={reload} />)}
              {items.length === MOST && <p>{say("first", { count: MOST })}</p>}
            </>
          );
        }}
      </Loading>
    </>
  );
}
