import { useRef, useState } from "preact/hooks";
import { go } from "../../shared/router.ts";
import { wordsOf } from "../../shared/words.ts";
import { api, profile, signOut } from "../api.ts";
import { Fault } from "../../shared/fault.tsx";

const say = wordsOf({
  title: ["个人信息", "Personal data"],
  export: ["下载我的数据", "Download my data"],
  erase: ["注销并删除个人信息", "Erase my account"],
  sure: [
    "注销后将删除您的个人信息，单位得分以匿名方式保留。竞赛期间以同一身份重新登录，仍视为同一人，当天不能再次答题。确定注销吗？",
    "Your personal data is erased; points stay with your unit anonymously. If you sign in again during the contest you are still the same person and cannot play twice a day. Erase?",
  ],
  yes: ["确定注销", "Erase"],
  no: ["取消", "Cancel"],
});

/** Export and erasure, two taps each. */
export function OwnData() {
  const dialog = useRef<HTMLDialogElement>(null);
  const [fault, setFault] = useState<unknown>();

  async function save(): Promise<void> {
    try {
      const data = await api.get("/v1/me/export");
      const link = document.createElement("a");
      link.href = URL.createObjectURL(new Blob([JSON.stringify(data, null, 2)], { type: "application/json" }));
      link.download = `contest-${profile.value!.participant_id}.json`;
      link.click();
      URL.revokeObjectURL(link.href);
    } catch (refusal) {
      setFault(refusal);
    }
  }
  const erase = () => api.delete("/v1/me").then(signOut).then(() => go("#/"), setFault);
  return (
    <section class="card">
      <h2>{say("title")}</h2>
      {fault !== undefined && <Fault fault={fault} />}
      <p class="row">
        <button type="button" class="second" onClick={() => void save()}>{say("export")}</button>
        <button type="button" class="second" onClick={() => dialog.current!.showModal()}>{say("erase")}</button>
      </p>
      <dialog ref={dialog} aria-labelledby="erase-sure">
        <p id="erase-sure">{say("sure")}</p>
        <p class="row">
          <button type="button" class="second" onClick={() => dialog.current!.close()}>{say("no")}</button>
          <button type="button" class="main" onClick={() => (dialog.current!.close(), void erase())}>
            {say("yes")}
          </button>
        </p>
      </dialog>
    </section>
  );
}
