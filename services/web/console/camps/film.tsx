import { useState } from "preact/hooks";
import { wordsOf } from "../../shared/words.ts";

const say = wordsOf({
  open: ["观看作品", "Watch"],
  film: ["作品视频：{title}", "Film: {title}"],
  broken: [
    "浏览器无法播放此视频，可在新窗口打开或下载后观看。",
    "This browser cannot play the film. Open it in a window of its own, or keep it as a file.",
  ],
});

/** The film of a work: one that was sent to this system plays here, one that lies elsewhere is a link. */
export function Film({ title, url }: { title: string; url: string }) {
  const [isBroken, setBroken] = useState(false);
  const isHere = url.startsWith("/");
  return (
    <>
      {isHere && (
        <video
          controls
          playsInline
          preload="metadata"
          src={url}
          aria-label={say("film", { title })}
          onError={() => setBroken(true)}
        />
      )}
      {isBroken && <p class="fault">{say("broken")}</p>}
      <p>
        <a href={url} target="_blank" rel="noreferrer">{say("open")} ›</a>
      </p>
    </>
  );
}
