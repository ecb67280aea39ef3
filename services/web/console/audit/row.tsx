import { language, wordsOf } from "../../shared/words.ts";
import type { Row } from "../parts/table.tsx";
import type { Act } from "./trail.ts";
import { actWord } from "./words.ts";

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
const FIELDS = wordsOf({
  name: ["名称", "name"],
  title: ["名称", "title"],
  parent: ["上级单位", "parent"],
  registered_base: ["注册人数基数", "registered base"],
  is_active: ["是否启用", "in use"],
  opens_at: ["开始时间", "opens at"],
  closes_at: ["结束时间", "closes at"],
  time_zone: ["时区", "time zone"],
  rules: ["规则", "rules"],
  entries: ["参赛入口", "entries"],
  eligible_units: ["参赛范围", "eligible units"],
  bank_id: ["题库", "bank"],
  owner_unit: ["主办单位", "owner"],
  contacts: ["咨询方式", "contacts"],
  guide: ["说明", "guide"],
  state: ["状态", "state"],
  values: ["数值", "values"],
  reason: ["理由", "reason"],
});
const KNOWN = [
  "name title parent registered_base is_active opens_at closes_at time_zone rules entries eligible_units",
  "bank_id owner_unit contacts guide state values reason",
].join(" ").split(" ");
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
      {act.target_name && <span title={act.target}>{act.target_name}</span>}
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
            <dt>{KNOWN.includes(name) ? FIELDS(name as "name") : <code>{name}</code>}</dt>
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
