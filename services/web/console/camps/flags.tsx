import type { Answer } from "contest-client";
import { Loading } from "../../shared/loading.tsx";
import { addressOf, go, place } from "../../shared/router.ts";
import { language, wordsOf } from "../../shared/words.ts";
import { api, has } from "../api.ts";
import { Choice } from "../parts/field.tsx";
import { Table } from "../parts/table.tsx";
import { UnitField } from "../parts/unit_field.tsx";
import { figureWord, reasonOf, SIGNALS, signalWord } from "./signals.ts";
import type { Camp } from "./words.ts";

const say = wordsOf({
  why: [
    "以下数据异常突出，供人工核实；系统不会据此扣减学时或取消证书。核实后可作废证书或下架作品，均须写明理由。",
    "These figures stand out and are for people to look at; nothing is taken away because of them. Whoever has looked may revoke a certificate or take a work down, with a reason.",
  ],
  signal: ["线索", "Signal"],
  all: ["全部", "all"],
  unit: ["单位（可不填）", "Unit (optional)"],
  count: ["共 {count} 条。", "{count} {count|flag|flags}."],
  newest: ["只列出最新的 {count} 条。", "Only the newest {count} are listed."],
  none: ["没有发现异常。", "Nothing stands out."],
  who: ["对象", "About"],
  where: ["单位", "Unit"],
  figures: ["数据", "Figures"],
  since: ["时间", "When"],
  learner: ["学员 {subject}", "learner {subject}"],
  certificates: ["作废证书", "Revoke a certificate"],
  works: ["查看作品", "See its works"],
});
const MOST = 200;
type Flag = Answer<"/v1/camps/{camp_id}/flags", "get">["items"][number];

/** What stands out in the camp, with the figures that make it stand out. Each list has its address. */
export function Flags({ camp }: { camp: Camp }) {
  const { query } = place.value;
  const signal = SIGNALS.find((each) => each === query.get("signal"));
  const unit = query.get("unit") || undefined;
  const to = (change: Record<string, string | undefined>) =>
    addressOf(["camps", camp.id, "flags"], { signal, unit, ...change });
  const load = () => api.get("/v1/camps/{camp_id}/flags", { path: { camp_id: camp.id }, query: { unit } });
  return (
    <>
      <p>{say("why")}</p>
      <div class="controls">
        <Choice
          label={say("signal")}
          value={signal || ""}
          onChange={(each) => go(to({ signal: each || undefined }))}
          of={[["", say("all")], ...SIGNALS.map((each) => [each, signalWord(each)] as const)]}
        />
        <UnitField
          name="flag-units"
          label={say("unit")}
          value={unit || ""}
          onChange={(code) => go(to({ unit: code || undefined }))}
          required={false}
        />
      </div>
      <Loading on={[camp.id, unit]} load={load}>
        {({ items }) => {
          const shown = signal ? items.filter((each) => each.signal === signal) : items;
          if (shown.length === 0) return <p class="card">{say("none")}</p>;
          return (
            <section class="card">
              <p>
                {say("count", { count: shown.length })}
                {items.length === MOST && ` ${say("newest", { count: MOST })}`}
              </p>
              <Table
                hasWords
                heads={[say("signal"), say("who"), say("where"), say("figures"), say("since")]}
                rows={shown.map((each) => ({
                  key: each.subject + each.signal,
                  cells: [
                    <Reason key="reason" signal={each.signal} />,
                    <About key="about" flag={each} camp={camp} />,
                    <a key="unit" href={to({ unit: each.unit.code })}>{each.unit.name}</a>,
                    <Figures key="figures" figures={each.figures} />,
                    new Date(each.since).toLocaleString(language.value, { dateStyle: "short", timeStyle: "short" }),
                  ],
                }))}
              />
            </section>
          );
        }}
      </Loading>
    </>
  );
}

function Reason({ signal }: { signal: string }) {
  return (
    <>
      {signalWord(signal)}
      <br />
      <small>{reasonOf(signal)}</small>
    </>
  );
}

/** A learner stays without a name: the same one has the same few letters in every row. */
function About({ flag, camp }: { flag: Flag; camp: Camp }) {
  if (flag.title) {
    const works = addressOf(["camps", camp.id, "works"], { state: "published", unit: flag.unit.code });
    return (
      <>
        {flag.title}
        <br />
        <a href={works}>{say("works")} ›</a>
      </>
    );
  }
  return (
    <>
      {say("learner", { subject: flag.subject.slice(0, 8) })}
      {has("administrator", "organiser") && (
        <>
          <br />
          <a href={addressOf(["certificates"])}>{say("certificates")} ›</a>
        </>
      )}
    </>
  );
}

function Figures({ figures }: { figures: Flag["figures"] }) {
  return <ul class="grants">{Object.entries(figures).map((each) => <li key={each[0]}>{figureWord(...each)}</li>)}</ul>;
}
