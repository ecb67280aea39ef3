import type { Answer } from "contest-client";
import { Loading } from "../../shared/loading.tsx";
import { addressOf, go, place } from "../../shared/router.ts";
import { wordsOf } from "../../shared/words.ts";
import { api } from "../api.ts";
import { type Course, Outcome, useAct } from "../parts/act.tsx";
import { Table } from "../parts/table.tsx";
import { Appoint } from "./appoint.tsx";
import { Grant } from "./grant.tsx";
import { roleWord } from "./words.ts";

const say = wordsOf({
  name: ["姓名／名称", "Name"],
  grants: ["角色与单位", "Roles and units"],
  grant: ["增加角色", "Add a role"],
  back: ["收回 {role} {unit}", "Take back {role} of {unit}"],
  reset: ["重置密码", "Reset the password"],
  factor: ["解除二次验证", "Lift the second factor"],
  sureFactor: [
    "确定解除“{name}”的二次验证？请先核实是本人申请（例如手机丢失）。",
    "Lift the second factor of {name}? Make sure first that it is they who ask, after the loss of a phone for one.",
  ],
  lifted: [
    "“{name}”的二次验证已解除，可凭密码登录后重新设置。",
    "{name} signs in by password alone and may set up a new one.",
  ],
  remove: ["停用", "Remove"],
  sure: ["确定停用“{name}”？其权限在 2 秒内失效。", "Remove {name}? All rights end within 2 s."],
  sureBack: ["确定收回“{name}”的这一角色？", "Take this role back from {name}?"],
  link: [
    "请把此一次性链接转交本人（用户名 {user}）：{link}",
    "Hand this one-time link over (user name {user}): {link}",
  ],
  client: ["系统", "client"],
  none: ["下级还没有账号。", "No accounts below yet."],
  more: ["下一页", "Next page"],
});
type Account = Answer<"/v1/organisers", "get">["items"][number];

/** The accounts below one's own unit, each with all its roles. */
export function Accounts() {
  const course = useAct();
  const cursor = place.value.query.get("cursor") || undefined;
  return (
    <Loading on={[cursor]} load={() => api.get("/v1/organisers", { query: { cursor } })}>
      {({ items, next_cursor }, reload) => (
        <>
          <Appoint onDone={reload} />
          <Grant accounts={items} onDone={reload} />
          <Outcome of={course} />
          <section class="card">
            {items.length === 0 ? <p>{say("none")}</p> : (
              <Table
                hasWords
                heads={[say("name"), say("grants"), null]}
                rows={items.map((each) => ({
                  key: each.id,
                  cells: [
                    <span key="name">{each.name} {each.kind === "client" && <small>{say("client")}</small>}</span>,
                    <Grants key="grants" account={each} course={course} onDone={reload} />,
                    <Acts key="acts" account={each} course={course} onDone={reload} />,
                  ],
                }))}
              />
            )}
          </section>
          {next_cursor && (
            <button type="button" onClick={() => go(addressOf(["people"], { cursor: next_cursor }))}>
              {say("more")}
            </button>
          )}
        </>
      )}
    </Loading>
  );
}

function Grants({ account, course, onDone }: { account: Account; course: Course; onDone: () => void }) {
  const takeBack = (grant_id: string) =>
    course.act(async () => {
      if (!confirm(say("sureBack", { name: account.name }))) return;
      const path = { organiser_id: account.id, grant_id };
      await api.delete("/v1/organisers/{organiser_id}/grants/{grant_id}", { path });
      onDone();
    });
  return (
    <ul class="grants">
      {account.grants.map((each) => (
        <li key={each.id}>
          {roleWord(each.role)} <code>{each.unit}</code> {account.grants.length > 1 && (
            <button
              type="button"
              class="small"
              aria-label={say("back", { role: roleWord(each.role), unit: each.unit })}
              onClick={() => void takeBack(each.id)}
            >
              ×
            </button>
          )}
        </li>
      ))}
    </ul>
  );
}

function Acts({ account, course, onDone }: { account: Account; course: Course; onDone: () => void }) {
  const path = { organiser_id: account.id };
  const remove = () =>
    course.act(async () => {
      if (!confirm(say("sure", { name: account.name }))) return;
      await api.delete("/v1/organisers/{organiser_id}", { path });
      onDone();
    });
  const reset = () =>
    course.act(async () => {
      const made = await api.post("/v1/organisers/{organiser_id}/password-resets", { path });
      return say("link", { user: made.username, link: made.setup_link });
    });
  const lift = () =>
    course.act(async () => {
      if (!confirm(say("sureFactor", { name: account.name }))) return;
      await api.delete("/v1/organisers/{organiser_id}/second-factor", { path });
      return say("lifted", { name: account.name });
    });
  return (
    <span class="row">
      {account.kind === "person" && (
        <>
          <button type="button" onClick={() => void reset()}>{say("reset")}</button>
          <button type="button" onClick={() => void lift()}>{say("factor")}</button>
        </>
      )}
      <button type="button" onClick={() => void remove()}>{say("remove")}</button>
    </span>
  );
}
