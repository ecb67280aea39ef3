import { useEffect, useState } from "preact/hooks";
import { type Board, followBoard } from "../../../../openapi/client/src/follow.ts";
import { addressOf, place } from "../../shared/router.ts";
import { language, wordsOf } from "../../shared/words.ts";
import { api, contest, type Entry, profile } from "../api.ts";
import { Fault } from "../../shared/fault.tsx";

const say = wordsOf({
  title: ["排行榜", "Boards"],
  region: ["地区", "Regions"],
  enterprise: ["中央企业", "Enterprises"],
  all: ["全国", "Whole country"],
  back: ["返回上级", "Up"],
  rank: ["名次", "Rank"],
  unit: ["单位", "Unit"],
  points: ["总分", "Points"],
  people: ["参与人数", "People"],
  asOf: ["截至 {at}，自动更新", "As of {at}, updated by itself"],
  mine: ["本单位", "yours"],
  empty: ["还没有成绩。", "No scores yet."],
  wall: ["大屏模式", "Wall mode"],
});
const PODIUM = 3;
const number = (value: number) => value.toLocaleString(language.value);

/** A board that moves by itself, with one's own unit on top; every row with units below leads into them. */
export function Boards() {
  const query = place.value.query;
  const entry = (query.get("entry") || "region") as Entry;
  const parent = query.get("parent") || undefined;
  const current = contest.value;
  const [board, setBoard] = useState<Board | null>(null);
  const [changed, setChanged] = useState<string[]>([]);
  const [fault, setFault] = useState<unknown>();
  useEffect(() => {
    if (!current) return;
    setBoard(null), setFault(undefined);
    return followBoard(api, "", { path: { contest_id: current.id, entry }, query: { parent } }, {
      onBoard: (next, moved) => (setBoard(next), setChanged(moved), setFault(undefined)),
      onFault: setFault,
    });
  }, [current && current.id, entry, parent]);
  const own = profile.value && profile.value[entry === "region" ? "region_unit" : "enterprise_unit"];
  const isOwn = (code: string) => !!own && (own.code === code || own.path.includes(code));
  const pinned = board && board.items.slice(PODIUM).find((row) => isOwn(row.unit.code));
  return (
    <section>
      <h1>{say("title")}</h1>
      <p class="row tabs">
        {(["region", "enterprise"] as const).map((each) => (
          <a href={addressOf(["board"], { entry: each })} aria-current={each === entry ? "page" : undefined}>
            {say(each)}
          </a>
        ))}
        <a class="wide" href={addressOf(["board"], { entry, parent, wall: 1 })}>{say("wall")}</a>
      </p>
      {parent && (
        <p>
          <a href={addressOf(["board"], { entry })}>‹ {say("all")}</a>
        </p>
      )}
      {fault !== undefined && !board && <Fault fault={fault} />}
      {board && (
        <>
          <table>
            <caption>{say("asOf", { at: new Date(board.as_of).toLocaleTimeString(language.value) })}</caption>
            <thead>
              <tr>
                <th scope="col">{say("rank")}</th>
                <th scope="col">{say("unit")}</th>
                <th scope="col">{say("points")}</th>
                <th scope="col">{say("people")}</th>
              </tr>
            </thead>
            <tbody>
              {pinned && <Line row={pinned} entry={entry} isPinned />}
              {board.items.map((row) => (
                <Line
                  key={row.unit.code}
                  row={row}
                  entry={entry}
                  isOwn={isOwn(row.unit.code)}
                  isNew={changed.includes(row.unit.code)}
                />
              ))}
            </tbody>
          </table>
          {board.items.length === 0 && <p>{say("empty")}</p>}
        </>
      )}
    </section>
  );
}

function Line({ row, entry, isOwn, isPinned, isNew }: {
  row: Board["items"][number];
  entry: Entry;
  isOwn?: boolean;
  isPinned?: boolean;
  isNew?: boolean;
}) {
  const isOnPodium = row.points > 0 && row.rank !== null && row.rank <= PODIUM;
  return (
    <tr class={(isOwn || isPinned ? "own " : "") + (isNew ? "new" : "")}>
      <td>{isOnPodium ? <span class={`medal medal-${row.rank}`}>{row.rank}</span> : row.rank}</td>
      <th scope="row">
        <a href={addressOf(["board"], { entry, parent: row.unit.code })}>{row.unit.name}</a>
        {(isOwn || isPinned) && <small>{say("mine")}</small>}
      </th>
      <td>{number(row.points)}</td>
      <td>{number(row.participants)}</td>
    </tr>
  );
}
