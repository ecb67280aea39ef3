import { useState } from "preact/hooks";
import { Fault } from "../../shared/fault.tsx";
import { wordsOf } from "../../shared/words.ts";
import { api } from "../api.ts";

const say = wordsOf({
  title: ["修改我的密码", "Change my password"],
  current: ["当前密码", "Current password"],
  next: ["新密码", "New password"],
  change: ["修改", "Change"],
  done: ["密码已修改。", "Password changed."],
});

export function OwnPassword() {
  const [current, setCurrent] = useState("");
  const [next, setNext] = useState("");
  const [fault, setFault] = useState<unknown>();
  const [isDone, setDone] = useState(false);
  const change = (event: Event) => {
    event.preventDefault();
    api.put("/v1/organisers/me/password" as never, { body: { current, new: next } } as never)
      .then(() => (setDone(true), setFault(undefined), setCurrent(""), setNext("")), setFault);
  };
  return (
    <form class="card" onSubmit={change}>
      <h2>{say("title")}</h2>
      <p class="controls">
        <label>
          {say("current")}
          <input
            type="password"
            autocomplete="current-password"
            required
            value={current}
            onInput={(event) => setCurrent(event.currentTarget.value)}
          />
        </label>
        <label>
          {say("next")}
          <input
            type="password"
            autocomplete="new-password"
            required
            minLength={10}
            value={next}
            onInput={(event) => setNext(event.currentTarget.value)}
          />
        </label>
        <button type="submit">{say("change")}</button>
      </p>
      {fault !== undefined && <Fault fault={fault} />}
      <p role="status">{isDone && say("done")}</p>
    </form>
  );
}
