import { useState } from "preact/hooks";
import { wordsOf } from "../../../shared/words.ts";

const say = wordsOf({
  film: ["视频：{title}", "Film: {title}"],
  unknown: ["这台手机无法播放此格式的视频。", "This phone cannot play films of this kind."],
});

/** Whether a film lies in this system; others stay where their links lead. */
export const isHere = (url: string): boolean => url.startsWith("/v1/films/");

/** A film in the page. Without a moment to begin at, iOS shows no picture before somebody presses play. */
export function Video({ url, title }: { url: string; title: string }) {
  const [isUnknown, setUnknown] = useState(false);
  if (isUnknown) return <p>{say("unknown")}</p>;
  return (
    <video
      class="film"
      src={url + "#t=0.001"}
      controls
      playsInline
      preload="metadata"
      aria-label={say("film", { title })}
      onError={() => setUnknown(true)}
    />
  );
}
