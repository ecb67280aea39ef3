import { useState } from "preact/hooks";
import { wordsOf } from "../../shared/words.ts";
import { api } from "../api.ts";
import { Outcome, useAct } from "../parts/act.tsx";

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
  const course = useAct();
  const change = () =>
    course.act(async () => {
      await api.put("/v1/organisers/me/password", { body: { current, new: next } });
      setCurrent("");
      setNext("");
      return say("done");
    });
  return (
    <form class="card" onSubmit={(event) => (event.preventDefault(), void change())}>
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
        <button type="submit" class="main" disabled={course.isBusy}>{say("change")}</button>
      </p>
      <Outcome of={course} />
    </form>
  );
}
