import { useState } from "preact/hooks";
import { tick } from "../../shared/clock.ts";
import { wordsOf } from "../../shared/words.ts";
import { api, signIn } from "../api.ts";
import { Fault } from "../../shared/fault.tsx";

const say = wordsOf({
  phone: ["手机号码", "Mobile number"],
  code: ["短信验证码", "Code by text message"],
  send: ["获取验证码", "Send a code"],
  again: ["{seconds} 秒后可重新获取", "Again in {seconds} s"],
  sent: ["验证码已发送，请查看短信。", "A code is on its way."],
  enter: ["登录", "Sign in"],
});
const PAUSE_S = 60;

export function SmsSignIn() {
  const [phone, setPhone] = useState("");
  const [code, setCode] = useState("");
  const [sentAt, setSentAt] = useState(0);
  const [fault, setFault] = useState<unknown>();
  void tick.value;
  const wait = sentAt ? Math.ceil(PAUSE_S - (performance.now() - sentAt) / 1000) : 0;

  async function send(): Promise<void> {
    try {
      await api.post("/v1/auth/sms-codes", { body: { phone } });
      setSentAt(performance.now());
      setFault(undefined);
    } catch (refusal) {
      setFault(refusal);
    }
  }
  const enter = (event: Event) => {
    event.preventDefault();
    signIn({ grant_type: "sms", phone, code }).catch(setFault);
  };
  return (
    <form onSubmit={enter}>
      <label>
        {say("phone")}
        <input
          type="tel"
          inputMode="tel"
          autocomplete="tel"
          required
          value={phone}
          onInput={(event) => setPhone(event.currentTarget.value)}
        />
      </label>
      <button type="button" class="second" disabled={wait > 0 || !phone.trim()} onClick={() => void send()}>
        {wait > 0 ? say("again", { seconds: wait }) : say("send")}
      </button>
      <p role="status">{sentAt > 0 && say("sent")}</p>
      <label>
        {say("code")}
        <input
          inputMode="numeric"
          autocomplete="one-time-code"
          required
          value={code}
          onInput={(event) => setCode(event.currentTarget.value)}
        />
      </label>
      {fault !== undefined && <Fault fault={fault} />}
      <button type="submit" class="main">{say("enter")}</button>
    </form>
  );
}
