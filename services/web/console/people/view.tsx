import { addressOf, place } from "../../shared/router.ts";
import { wordsOf } from "../../shared/words.ts";
import { Accounts } from "./accounts.tsx";
import { OwnPassword } from "./own_password.tsx";
import { Units } from "./units.tsx";

const say = wordsOf({
  title: ["单位与账号", "Units and accounts"],
  parts: ["栏目", "Parts"],
  accounts: ["下级账号", "Accounts below"],
  units: ["下级单位", "Units below"],
  self: ["我的密码", "My password"],
});
const PARTS = ["accounts", "units", "self"] as const;

/** Who may do what below one's own unit, the units themselves, and one's own password. Each has its address. */
export default function People() {
  const part = PARTS.find((each) => each === place.value.path[1]) || "accounts";
  return (
    <>
      <h1>{say("title")}</h1>
      <nav class="tabs" aria-label={say("parts")}>
        {PARTS.map((each) => (
          <a key={each} href={addressOf(["people", each])} aria-current={each === part ? "page" : undefined}>
            {say(each)}
          </a>
        ))}
      </nav>
      {part === "accounts" && <Accounts />}
      {part === "units" && <Units />}
      {part === "self" && <OwnPassword />}
    </>
  );
}
