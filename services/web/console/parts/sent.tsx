import { wordsOf } from "../../shared/words.ts";

const say = wordsOf({
  progress: ["上传进度", "Progress of the file"],
  sent: [
    "已上传 {percent}%，请不要关闭页面。断网后自动续传。",
    "{percent}% sent. Keep this page open; it goes on by itself.",
  ],
});

/** How much of a large file is there. */
export function Sent({ share }: { share: number | undefined }) {
  if (share === undefined) return null;
  return (
    <p>
      <progress max={1} value={share} aria-label={say("progress")} />{" "}
      {say("sent", { percent: Math.floor(share * 100) })}
    </p>
  );
}
