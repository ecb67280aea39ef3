import { useState } from "preact/hooks";
import { Fault } from "../../shared/fault.tsx";
import { wordsOf } from "../../shared/words.ts";
import { signIn } from "../api.ts";
import { SecondFactor } from "./second_factor.tsx";

const say = wordsOf({
  title: ["登录管理台", "Sign in to the console"],
  user: ["用户名", "User name"],
  password: ["密码", "Password"],
  code: ["动态验证码（如已启用）", "One-time code (if you have one)"],
  enter: ["登录", "Sign in"],
  help: [
    "首次登录请打开上级单位发给您的设置链接，先设置密码。",
    "For the first time, open the link that your superior unit sent and choose a password.",
  ],
});

export function SignIn() {
  const [user, setUser] = useState("");
  const [password, setPassword] = useState("");
  const [code, setCode] = useState("");
  const [fault, setFault] = useState<unknown>();
  const [isBusy, setBusy] = useState(false);
  const enter = (event: Event) => {
    event.preventDefault();
    setBusy(true);
    signIn(user.trim(), password, code.trim() || undefined).catch(setFault).finally(() => setBusy(false));
  };
  return (
    <form class="card narrow" onSubmit={enter}>
      <h1>{say("title")}</h1>
      <label>
        {say("user")}
        <input required autocomplete="username" value={user} onInput={(event) => setUser(event.currentTarget.value)} />
      </label>
      <label>
        {say("password")}
        <input
          required
          type="password"
          autocomplete="current-password"
          value={password}
          onInput={(event) => setPassword(event.currentTarget.value)}
        />
      </label>
      <label>
        {say("code")}
        <input
          inputMode="numeric"
          autocomplete="one-time-code"
          value={code}
          onInput={(event) => setCode(event.currentTarget.value)}
        />
      </label>
      {fault !== undefined && <Fault fault={fault} />}
      <button type="submit" class="main" disabled={isBusy}>{say("enter")}</button>
      <p>
        <small>{say("help")}</small>
      </p>
      <SecondFactor username={user} password={password} code={code.trim()} />
    </form>
  );
}
