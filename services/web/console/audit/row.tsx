import { language, wordsOf } from "../../shared/words.ts";
import type { Row } from "../parts/table.tsx";
import type { Act } from "./trail.ts";
import { actWord, fieldWord } from "./words.ts";

const say = wordsOf({
  operator: ["运维人员（命令行）", "Operator (command line)"],
  unknown: ["未识别", "not identified"],
  done: ["完成", "done"],
  read: ["已查看", "read"],
  refused: ["已拒绝：{why}", "refused: {why}"],
  changed: ["改动 {count} 项", "{count} {count|change|changes}"],
  hidden: ["含个人信息，不留存内容", "personal, not kept"],
  empty: ["（空）", "(empty)"],
  by: ["{method} · 网络 {net}", "{method} · network {net}"],
  password: ["密码", "password"],
  client_credentials: ["系统密钥", "client secret"],
});
/** How a sign-in names what it was about: whose, by which way, and a hash of the network. */
const SIGN_IN = /^\S+ by (\w+) from (\w+)$/;

/** One act, as a line of the table. */
export function rowOf(act: Act): Row {
  return {
    key: `${act.service}-${act.number}`,
    cells: [
      <time key="at" dateTime={act.at}>{new Date(act.at).toLocaleString(language.value)}</time>,
      <Actor key="actor" act={act} />,
      actWord(act.act),
      <Target key="target" act={act} />,
      <Outcome key="outcome" act={act} />,
    ],
  };
}

function Actor({ act }: { act: Act }) {
  if (act.actor === "operator" || act.actor === "unknown") return <>{say(act.actor)}</>;
  return act.actor_name ? <span title={act.actor}>{act.actor_name}</span> : <code>{act.actor}</code>;
}

function Target({ act }: { act: Act }) {
  const signIn = SIGN_IN.exec(act.target);
  const method = signIn &&
    (signIn[1] === "password" || signIn[1] === "client_credentials" ? say(signIn[1]) : signIn[1]);
  return (
    <>
      {act.target_name && <span title={act.target}>{act.target_name}</span>}{" "}
      {signIn && <small>{say("by", { method: method!, net: signIn[2]! })}</small>}
      {!signIn && !act.target_name && <code>{act.target}</code>}
    </>
  );
}

function Outcome({ act }: { act: Act }) {
  if (act.outcome !== "done" && act.outcome !== "read") {
    return <>✗ {say("refused", { why: act.refusal || act.outcome })}</>;
  }
  const changed = Object.entries(act.change || {});
  if (changed.length === 0) return <>{say(act.outcome)}</>;
  return (
    <details>
      <summary>{say("changed", { count: changed.length })}</summary>
      <dl>
        {changed.map(([name, pair]) => (
          <div key={name}>
            <dt>{fieldWord(name) || <code>{name}</code>}</dt>
            <dd>{pair ? `${plain(pair[0])} → ${plain(pair[1])}` : say("hidden")}</dd>
          </div>
        ))}
      </dl>
    </details>
  );
}

function plain(value: unknown): string {
  if (value === null || value === undefined || value === "") return say("empty");
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}
