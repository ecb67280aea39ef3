import { useState } from "preact/hooks";
import type { Call } from "contest-client";
import { wordsOf } from "../../shared/words.ts";
import { api } from "../api.ts";
import { Outcome, useAct } from "../parts/act.tsx";
import { Choice, Field } from "../parts/field.tsx";
import { UnitField } from "../parts/unit_field.tsx";
import { ROLES, roleWord } from "./words.ts";

const say = wordsOf({
  title: ["新增账号", "New account"],
  name: ["姓名／名称", "Name"],
  unit: ["单位", "Unit"],
  role: ["角色", "Role"],
  kind: ["类型", "Kind"],
  person: ["个人（在管理台登录）", "Person (signs in here)"],
  client: ["系统（通过接口访问）", "Client (uses the API)"],
  add: ["新增", "Add"],
  link: [
    "请把此一次性链接转交 {name}，由本人设置密码（用户名 {user}）：{link}",
    "Hand this one-time link to {name}, who chooses a password (user name {user}): {link}",
  ],
  keys: [
    "客户端标识和密钥只显示这一次：{id} {secret}",
    "Client id and secret, shown this once: {id} {secret}",
  ],
});
type Body = Call<"/v1/organisers", "post">["body"];

/** Appoints somebody below one's own unit; the way in is shown once. */
export function Appoint({ onDone }: { onDone: () => void }) {
  const [form, setForm] = useState<Body>({ name: "", unit: "", role: "reporter", kind: "person" });
  const course = useAct();
  const set = (change: Partial<Body>) => setForm({ ...form, ...change });
  const add = () =>
    course.act(async () => {
      const made = await api.post("/v1/organisers", { body: form });
      set({ name: "" });
      onDone();
      return made.setup_link
        ? say("link", { name: made.name, user: made.username!, link: made.setup_link })
        : say("keys", { id: made.client_id!, secret: made.client_secret! });
    });
  return (
    <details class="card">
      <summary>{say("title")}</summary>
      <form class="controls" onSubmit={(event) => (event.preventDefault(), void add())}>
        <Field label={say("name")} value={form.name} onChange={(name) => set({ name })} required maxLength={100} />
        <UnitField name="account-units" label={say("unit")} value={form.unit} onChange={(unit) => set({ unit })} />
        <Choice
          label={say("role")}
          value={form.role}
          onChange={(text) => set({ role: text as Body["role"] })}
          of={ROLES.map((each) => [each, roleWord(each)] as const)}
        />
        <Choice
          label={say("kind")}
          value={form.kind}
          onChange={(text) => set({ kind: text as Body["kind"] })}
          of={[["person", say("person")], ["client", say("client")]]}
        />
        <button type="submit" class="main" disabled={course.isBusy}>{say("add")}</button>
      </form>
      <Outcome of={course} />
    </details>
  );
}
