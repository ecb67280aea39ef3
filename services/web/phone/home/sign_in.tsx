import { useState } from "preact/hooks";
import { wordsOf } from "../../shared/words.ts";
import { api, signIn } from "../api.ts";
import { Fault } from "../../shared/fault.tsx";
import { Loading } from "../../shared/loading.tsx";
import { SmsSignIn } from "./sms.tsx";

const say = wordsOf({
  title: ["登录", "Sign in"],
  why: [
    "登录后即可答题，得分计入您所在的地区或企业。",
    "Sign in to play; your points count for your region or enterprise.",
  ],
  wechat: [
    "请在微信中打开本页，或使用竞赛小程序登录。",
    "Open this page in WeChat, or use the contest's mini program.",
  ],
  none: [
    "此部署未开通网页登录，请使用官方 App 或小程序。",
    "This deployment has no sign-in by page; use the official app or mini program.",
  ],
  trial: ["试用登录（仅限测试环境）", "Trial sign-in (test systems only)"],
  name: ["试用名", "Trial name"],
  go: ["进入", "Go in"],
});

interface Methods {
  development: boolean;
  sms: boolean;
  wechat: { app_id: string; kind: string }[];
}

/** Only what this deployment offers. */
export function SignIn() {
  const load = () => api.get("/v1/auth/methods") as Promise<Methods>;
  return (
    <section class="card">
      <h2>{say("title")}</h2>
      <p>{say("why")}</p>
      <Loading load={load} on={[]}>
        {(methods) => (
          <>
            {methods.sms && <SmsSignIn />}
            {methods.wechat.length > 0 && <p>{say("wechat")}</p>}
            {methods.development && <Trial />}
            {!methods.sms && !methods.development && methods.wechat.length === 0 && <p>{say("none")}</p>}
          </>
        )}
      </Loading>
    </section>
  );
}

function Trial() {
  const [subject, setSubject] = useState("");
  const [fault, setFault] = useState<unknown>();
  const enter = (event: Event) => {
    event.preventDefault();
    signIn({ grant_type: "development", subject: subject.trim() }).catch(setFault);
  };
  return (
    <form onSubmit={enter}>
      <label>
        {say("name")}
        <input
          value={subject}
          maxLength={64}
          required
          autocomplete="username"
          onInput={(event) => setSubject(event.currentTarget.value)}
        />
      </label>
      {fault !== undefined && <Fault fault={fault} />}
      <button type="submit" class="second">{say("trial")}</button>
    </form>
  );
}
