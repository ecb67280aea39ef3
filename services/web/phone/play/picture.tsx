import { useState } from "preact/hooks";
import { wordsOf } from "../../shared/words.ts";

const say = wordsOf({
  enlarge: ["点图放大", "Tap to enlarge"],
  shrink: ["点图缩小", "Tap to shrink"],
});

/** The picture of a question in a place of fixed height, so that nothing jumps when it comes; a tap fills the page. */
export function Picture({ of }: { of: { url: string; alt: string } | undefined | null }) {
  const [isLarge, setLarge] = useState(false);
  if (!of) return null;
  return (
    <button
      type="button"
      class={isLarge ? "figure large" : "figure"}
      aria-expanded={isLarge}
      onClick={() => setLarge(!isLarge)}
      onKeyDown={(event) => event.key === "Escape" && setLarge(false)}
    >
      <img src={of.url} alt={of.alt} />
      <small>{say(isLarge ? "shrink" : "enlarge")}</small>
    </button>
  );
}
