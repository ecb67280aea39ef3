import { useState } from "preact/hooks";
import { Fault } from "../../shared/fault.tsx";
import { wordsOf } from "../../shared/words.ts";
import { api } from "../api.ts";

const say = wordsOf({
  title: ["设置动态验证码", "Set up a second factor"],
  begin: [
    "请先在上方填写用户名和密码（如已启用过，还需填写当前的动态验证码），再点击“获取密钥”。",
    "Fill in your user name and password above, and the present code if you have one; then ask for a key.",
  ],
  ask: ["获取密钥", "Ask for a key"],
  scan: ["用身份验证器应用扫描二维码，或手工输入密钥：", "Scan this with an authenticator app, or type the key:"],
  picture: ["密钥的二维码", "QR code of the key"],
  first: ["应用显示的 6 位验证码", "The six digits that the app shows"],
  confirm: ["启用", "Turn on"],
  done: [
    "已启用。请把下列恢复码保存在安全的地方：手机丢失时，每个可代替验证码使用一次，此后不再显示。",
    "It is on. Keep these recovery codes in a safe place: each stands in for a code once, and they are not shown again.",
  ],
});

interface Key {
  secret: string;
  uri: string;
  qr: string;
}

/** By the password rather than a token, so that whoever needs one to sign in can begin. */
export function SecondFactor({ username, password, code }: { username: string; password: string; code: string }) {
  const [key, setKey] = useState<Key>();
  const [first, setFirst] = useState("");
  const [recovery, setRecovery] = useState<readonly string[]>();
  const [fault, setFault] = useState<unknown>();
  const proof = { username: username.trim(), password };
  const ask = () =>
    api.post("/v1/auth/second-factors", { body: { ...proof, ...(code ? { second_factor: code } : {}) } })
      .then((reply) => (setKey(reply), setFault(undefined)), setFault);
  const confirm = () =>
    api.post("/v1/auth/second-factors/confirmation", { body: { ...proof, code: first.trim() } })
      .then((reply) => (setRecovery(reply.recovery_codes), setFault(undefined)), setFault);
  return (
    <details class="second-factor">
      <summary>{say("title")}</summary>
      {!key && (
        <>
          <p>{say("begin")}</p>
          <button type="button" disabled={!username || !password} onClick={() => void ask()}>{say("ask")}</button>
        </>
      )}
      {key && !recovery && (
        <>
          <p>{say("scan")}</p>
          <img src={key.qr} alt={say("picture")} width={180} height={180} />
          <p>
            <code>{key.secret}</code>
          </p>
          <label>
            {say("first")}
            <input
              name="first-code"
              inputMode="numeric"
              autocomplete="off"
              value={first}
              onInput={(event) => setFirst(event.currentTarget.value)}
            />
          </label>
          <button type="button" disabled={!first} onClick={() => void confirm()}>{say("confirm")}</button>
        </>
      )}
      {recovery && (
        <div role="status">
          <p>{say("done")}</p>
          <ul>
            {recovery.map((each) => (
              <li key={each}>
                <code>{each}</code>
              </li>
            ))}
          </ul>
        </div>
      )}
      {fault !== undefined && <Fault fault={fault} />}
    </details>
  );
}
