import type { ComponentChildren } from "preact";
import { wordsOf } from "./words.ts";

const say = wordsOf({ wide: ["可左右滚动", "Scrolls sideways"] });

/** What may be wider than its page and is scrolled by itself, by keyboard too. */
export function Scroll({ children }: { children: ComponentChildren }) {
  return <div class="scroll" role="group" aria-label={say("wide")} tabIndex={0}>{children}</div>;
}
