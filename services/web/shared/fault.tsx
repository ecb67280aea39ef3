import { Problem } from "contest-client";
import { wordsOf } from "./words.ts";

const say = wordsOf({
  offline: [
    "网络不通，请检查网络后再试。已经选好的答案会保留在手机上。",
    "No connection. Check the network and try again; what you chose stays on this phone.",
  ],
  again: ["再试一次", "Try again"],
  broken: ["页面出了点问题，请刷新后再试。", "Something went wrong on this page. Reload it and try again."],
});

/** One sentence that says what happened and what to do. The server's own sentences are in the reader's language. */
export function sentence(fault: unknown): string {
  if (fault instanceof Problem) {
    const named = fault.details.errors && fault.details.errors[0];
    return fault.code === "invalid-request" && named ? named.detail : fault.message || say("broken");
  }
  return fault instanceof TypeError || fault instanceof ReferenceError ? say("broken") : say("offline");
}

export function Fault({ fault, onAgain }: { fault: unknown; onAgain?: () => void }) {
  return (
    <div class="fault" role="alert">
      <p>{sentence(fault)}</p>
      {onAgain && <button type="button" onClick={onAgain}>{say("again")}</button>}
    </div>
  );
}
