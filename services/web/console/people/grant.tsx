import { useState } from "preact/hooks";
import type { Answer, Call } from "contest-client";
import { wordsOf } from "../../shared/words.ts";
import { api, load, me } from "../api.ts";
import { Outcome, useAct } from "../parts/act.tsx";
import { Choice } from "../parts/field.tsx";
import { UnitField } from "../parts/unit_field.tsx";
import { ROLES, roleWord } from "./words.ts";

const say = wordsOf({
  title: ["为已有账号增加角色", "One more role for an account"],
  account: ["账号", "Account"],
  unit: ["单位", "Unit"],
  role: ["角色", "Role"],
  choose: ["请选择", "choose"],
  add: ["增加", "Add"],
  self: ["{name}（本人）", "{name} (myself)"],
  done: ["已增加，2 秒内生效。", "Added, in force within 2 s."],
});
type Account = Answer<"/v1/organisers", "get">["items"][number];
type Body = Call<"/v1/organisers/{organiser_id}/grants", "post">["body"];

/** One account may hold several roles, one's own too; its rights are their union. */
export function Grant({ accounts, onDone }: { accounts: Account[]; onDone: () => void }) {
  const [id, setId] = useState("");
  const [unit, setUnit] = useState("");
  const [role, setRole] = useState<Body["role"]>("reporter");
  const self = me.value;
  const course = useAct();
  const add = () =>
    course.act(async () => {
      await api.post("/v1/organisers/{organiser_id}/grants", { path: { organiser_id: id }, body: { unit, role } });
      setUnit("");
      if (self && id === self.id) await load();
      onDone();
      return say("done");
    });
  const known = accounts.filter((each) => !self || each.id !== self.id);
  return (
    <details class="card">
      <summary>{say("title")}</summary>
      <form class="controls" onSubmit={(event) => (event.preventDefault(), void add())}>
        <Choice
          label={say("account")}
          value={id}
          onChange={setId}
          of={[
            ["", say("choose")],
            ...(self ? [[self.id, say("self", { name: self.name })] as const] : []),
            ...known.map((each) => [each.id, `${each.name} (${each.unit})`] as const),
          ]}
        />
        <Choice
          label={say("role")}
          value={role}
          onChange={(text) => setRole(text as Body["role"])}
          of={ROLES.map((each) => [each, roleWord(each)] as const)}
        />
        <UnitField name="grant-units" label={say("unit")} value={unit} onChange={setUnit} />
        <button type="submit" class="main" disabled={!id || course.isBusy}>{say("add")}</button>
      </form>
      <Outcome of={course} />
    </details>
  );
}
