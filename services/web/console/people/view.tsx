import { useState } from "preact/hooks";
import { Fault } from "../../shared/fault.tsx";
import { Loading } from "../../shared/loading.tsx";
import { wordsOf } from "../../shared/words.ts";
import { api } from "../api.ts";
import { Appoint } from "./appoint.tsx";
import { OwnPassword } from "./own_password.tsx";
import { Units } from "./units.tsx";
import { roleWord } from "./words.ts";

const say = wordsOf({
  title: ["单位与账号", "Units and accounts"],
  accounts: ["下级账号", "Accounts below"],
  name: ["姓名／名称", "Name"],
  role: ["角色", "Role"],
  unit: ["单位", "Unit"],
  reset: ["重置密码", "Reset the password"],
  remove: ["停用", "Remove"],
  sure: ["确定停用“{name}”？其权限在 2 秒内失效。", "Remove {name}? All rights end within 2 s."],
  link: ["请把此一次性链接转交本人：", "Hand this one-time link over:"],
  none: ["下级还没有账号。", "No accounts below yet."],
});

/** Who may do what below one's own unit, and the units themselves. */
export default function People() {
  const [fault, setFault] = useState<unknown>();
  const [link, setLink] = useState("");
  const remove = (id: string, name: string, reload: () => void) => {
    if (confirm(say("sure", { name }))) {
      api.delete("/v1/organisers/{organiser_id}", { path: { organiser_id: id } }).then(reload, setFault);
    }
  };
  const reset = (id: string) =>
    api.post("/v1/organisers/{organiser_id}/password-resets" as never, { path: { organiser_id: id } } as never)
      .then((reply) => setLink((reply as unknown as { setup_link: string }).setup_link), setFault);
  return (
    <>
      <h1>{say("title")}</h1>
      {fault !== undefined && <Fault fault={fault} />}
      {link && (
        <p class="card" role="status">
          {say("link")} <code>{link}</code>
        </p>
      )}
      <Loading on={[]} load={() => api.get("/v1/organisers", {})}>
        {(page, reload) => (
          <>
            <Appoint onDone={reload} />
            <section class="card">
              <h2>{say("accounts")}</h2>
              {page.items.length === 0 && <p>{say("none")}</p>}
              <div class="scroll">
                <table>
                  <thead>
                    <tr>
                      <th scope="col">{say("name")}</th>
                      <th scope="col">{say("role")}</th>
                      <th scope="col">{say("unit")}</th>
                      <td />
                    </tr>
                  </thead>
                  <tbody>
                    {page.items.map((each) => (
                      <tr key={each.id}>
                        <th scope="row">{each.name}</th>
                        <td>{roleWord(each.role)}</td>
                        <td>{each.unit}</td>
                        <td>
                          {each.kind === "person" && (
                            <button type="button" onClick={() => void reset(each.id)}>{say("reset")}</button>
                          )}{" "}
                          <button type="button" onClick={() => remove(each.id, each.name, reload)}>
                            {say("remove")}
                          </button>
                        </td>
                      </tr>
                    ))}
                  </tbody>
                </table>
              </div>
            </section>
          </>
        )}
      </Loading>
      <Units />
      <OwnPassword />
    </>
  );
}
