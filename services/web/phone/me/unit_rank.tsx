import { wordsOf } from "../../shared/words.ts";
import { api, contest, type Entry, profile } from "../api.ts";
import { Loading } from "../../shared/loading.tsx";

const say = wordsOf({
  title: ["本单位排名", "Rank of your unit"],
  line: [
    "{unit}：第 {rank} 名（同级共 {of} 个），{points} 分",
    "{unit}: {rank} of {of}, {points} {points|point|points}",
  ],
});

/** Where one's own units stand among their siblings. */
export function UnitRank() {
  const entries = (["region", "enterprise"] as Entry[]).filter((entry) => profile.value![`${entry}_unit`]);
  if (!entries.length) return null;
  return (
    <section class="card">
      <h2>{say("title")}</h2>
      {entries.map((entry) => <Line key={entry} entry={entry} />)}
    </section>
  );
}

function Line({ entry }: { entry: Entry }) {
  const unit = profile.value![`${entry}_unit`]!;
  const load = async () => {
    const { parent } = await api.get("/v1/units/{code}", { path: { code: unit.code } });
    const isTop = parent === null || parent === "CN" || parent === "CE";
    const path = { contest_id: contest.value!.id, entry };
    const board = await api.get("/v1/leaderboards/{contest_id}/{entry}", { path, query: isTop ? {} : { parent } });
    return { row: board.items.find((each) => each.unit.code === unit.code), of: board.items.length };
  };
  return (
    <Loading on={[unit.code]} load={load}>
      {({ row, of }) =>
        row ? <p>{say("line", { unit: unit.name, rank: row.rank ?? "—", of, points: row.points })}</p> : null}
    </Loading>
  );
}
