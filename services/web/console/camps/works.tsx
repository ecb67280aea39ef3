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
  pages: ["翻页", "Pages"],
  first: ["第一页", "First page"],
  more: ["下一页", "Next page"],
});
const STATES = ["submitted", "published", "returned", "reported", "all"] as const;
type Shown = typeof STATES[number];
type State = Exclude<Shown, "reported" | "all">;
const AT_ONCE = 20;

/** Those that somebody has complained about are asked for as published ones: whatever was taken down has been decided. */
const asked = (shown: Shown): { state?: State; reported?: boolean } =>
  shown === "all" ? {} : shown === "reported" ? { state: "published", reported: true } : { state: shown };

/** Works of the units that one decides for, those that wait the longest first. Each page of each list has its address. */
export function Works({ camp }: { camp: Camp }) {
  const { query } = place.value;
  const state = STATES.find((each) => each === query.get("state")) || "submitted";
  const unit = query.get("unit") || undefined;
  const cursor = query.get("cursor") || undefined;
  const to = (change: Record<string, string | undefined>) =>
    addressOf(["camps", camp.id, "works"], { state, unit, ...change });
  const load = () =>
    api.get("/v1/camps/{camp_id}/submissions", {
      path: { camp_id: camp.id },
      query: { ...asked(state), unit, cursor, limit: AT_ONCE },
    });
  return (
    <>
      <div class="controls">
        <Choice
          label={say("state")}
          value={state}
          onChange={(each) => go(to({ state: each }))}
          of={STATES.map((each) => [each, say(each)] as const)}
        />
        <UnitField
          name="work-units"
          label={say("unit")}
          value={unit || ""}
          onChange={(code) => go(to({ unit: code || undefined }))}
          required={false}
        />
      </div>
      <Loading on={[camp.id, state, unit, cursor]} load={load}>
        {({ items, next_cursor }, reload) => (
          <>
            {items.length === 0 && <p class="card">{say("none")}</p>}
            {items.map((each) => <ReviewedWork key={each.id} work={each} onDone={reload} />)}
            {(cursor || next_cursor) && (
              <nav class="row" aria-label={say("pages")}>
                {cursor && <a href={to({})}>‹ {say("first")}</a>}
                {next_cursor && <a href={to({ cursor: next_cursor })}>{say("more")} ›</a>}
              </nav>
            )}
          </>
        )}
      </Loading>
    </>
  );
}
