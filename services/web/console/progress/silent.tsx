import { useState } from "preact/hooks";
import { wordsOf } from "../../shared/words.ts";
import { contest } from "../api.ts";

const say = wordsOf({
  title: ["尚未参与的下级单位（{count} 个）", "Units below without participants ({count})"],
  none: ["所有下级单位都已有人参与。", "Every unit below has participants."],
  copy: ["复制提醒文字", "Copy a reminder"],
  copied: ["已复制，可粘贴到工作群。", "Copied; paste it where you like."],
  reminder: [
    "各单位：“{contest}”正在进行，截至目前以下单位尚无人参与，请尽快组织：{units}。",
    "“{contest}” is under way. These units have no participants yet; please organise them soon: {units}.",
  ],
});

/** Who has not begun, with a text to remind them by. */
export function Silent({ units }: { units: { code: string; name: string }[] }) {
  const [isCopied, setCopied] = useState(false);
  const names = units.map((each) => each.name).join("、");
  const copy = () =>
    navigator.clipboard.writeText(say("reminder", { contest: contest.value!.title, units: names })).then(() =>
      setCopied(true)
    );
  return (
    <section class="card">
      <h2>{say("title", { count: units.length })}</h2>
      <p>{units.length ? names : say("none")}</p>
      {units.length > 0 && (
        <p>
          <button type="button" onClick={() => void copy()}>{say("copy")}</button>{" "}
          <span role="status">{isCopied && say("copied")}</span>
        </p>
      )}
    </section>
  );
}
