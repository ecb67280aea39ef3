import { Fault } from "../../../shared/fault.tsx";
import { wordsOf } from "../../../shared/words.ts";
import { codeOf, extra } from "../../api.ts";
import { NoFilm, Unreadable } from "./file.ts";

const say = wordsOf({
  kind: ["请选择 MP4 或 MOV 格式的视频。", "Choose a film in MP4 or MOV."],
  large: ["视频超过 {size}，请剪短或压缩后再选。", "The film is larger than {size}. Shorten or compress it first."],
  unreadable: [
    "读不到这个视频，它可能已被移动或修改，请重新选择。",
    "The film cannot be read; it may have been moved or changed. Choose it again.",
  ],
});
const MB = 1024 * 1024;

/** Megabytes as people read them: `0.4 MB`, `128 MB`. */
export const megabytes = (bytes: number): string =>
  `${bytes < 10 * MB ? (bytes / MB).toFixed(1) : Math.round(bytes / MB)} MB`;

/** Why a film is not taken, in one sentence that says what to do. */
export function Refusal({ fault, onAgain }: { fault: unknown; onAgain?: () => void }) {
  const largest = extra<number>(fault, "largest_bytes");
  const sentence = fault instanceof NoFilm || codeOf(fault) === "wrong-media"
    ? say("kind")
    : fault instanceof Unreadable
    ? say("unreadable")
    : codeOf(fault) === "file-too-large" && largest
    ? say("large", { size: megabytes(largest) })
    : "";
  return sentence
    ? (
      <div class="fault" role="alert">
        <p>{sentence}</p>
      </div>
    )
    : <Fault fault={fault} onAgain={onAgain} />;
}
