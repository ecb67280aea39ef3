import { useState } from "preact/hooks";
import { Fault } from "../../shared/fault.tsx";
import { wordsOf } from "../../shared/words.ts";
import { api } from "../api.ts";
import { ROLES, roleWord } from "./words.ts";

const say = wordsOf({
  title: ["新增账号", "New account"],
  name: ["姓名／名称", "Name"],
  unit: ["单位代码", "Unit code"],
  role: ["角色", "Role"],
  kind: ["类型", "Kind"],
  person: ["个人（在管理台登录）", "Person (signs in here)"],
  client: ["系统（通过接口访问）", "Client (uses the API)"],
  add: ["新增", "Add"],
  link: ["请把此一次性链接转交 {name}，由本人设置密码：", "Hand this one-time link to {name}, who chooses a password:"],
  keys: ["客户端标识和密钥只显示这一次：", "Client id and secret, shown this once:"],
});

/** Appoints somebody below one's own unit; the way in is shown once. */
export function Appoint({ onDone }: { onDone: () => void }) {
  const [form, setForm] = useState({ name: "", unit: "", role: "reporter", kind: "person" });
  const [fault, setFault] = useState<unknown>();
  const [way, setWay] = useState("");
  const set = (change: Partial<typeof form>) => setForm({ ...form, ...change });
  const add = async (event: Event) => {
    event.preventDefault();
    try {
      const made = await api.post("/v1/organisers", { body: form as never });
      setWay(
        made.setup_link
          ? `${say("link", { name: made.name })} ${made.username} ${made.setup_link}`
          : `${say("keys")} ${made.client_id} ${made.client_secret}`,
      );
      setFault(undefined);
      onDone();
    } catch (refusal) {
      setFault(refusal);
    }
  };
  return (
    <form class="card" onSubmit={(event) => void add(event)}>
      <h2>{say("title")}</h2>
      <p class="controls">
        <label>
          {say("name")}
          <input
            required
            maxLength={100}
            value={form.name}
            onInput={(event) => set({ name: event.currentTarget.value })}
          />
        </label>
        <label>
          {say("unit")}
          <input required value={form.unit} onInput={(event) => set({ unit: event.currentTarget.value.trim() })} />
        </label>
        <label>
          {say("role")}
          <select value={form.role} onChange={(event) => set({ role: event.currentTarget.value })}>
            {ROLES.map((role) => <option key={role} value={role}>{roleWord(role)}</option>)}
          </select>
        </label>
        <label>
          {say("kind")}
          <select value={form.kind} onChange={(event) => set({ kind: event.currentTarget.value })}>
            <option value="person">{say("person")}</option>
            <option value="client">{say("client")}</option>
          </select>
        </label>
        <button type="submit" class="main">{say("add")}</button>
      </p>
      {fault !== undefined && <Fault fault={fault} />}
      {way && (
        <p role="status">
          <code>{way}</code>
        </p>
      )}
    </form>
  );
}
