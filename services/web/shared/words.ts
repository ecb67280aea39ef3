import { signal } from "@preact/signals";

export type Language = "zh-CN" | "en";
const KEY = "contest.language";

/** The language in force: what the person chose here, else what the device asks for. */
export const language = signal<Language>(chosen());

function chosen(): Language {
  const kept = localStorage.getItem(KEY);
  if (kept === "zh-CN" || kept === "en") return kept;
  return navigator.language.toLowerCase().startsWith("zh") ? "zh-CN" : "en";
}

export function speak(next: Language): void {
  language.value = next;
  localStorage.setItem(KEY, next);
}

/**
 * A page's words: `const say = wordsOf({ start: ["开始答题", "Start"] })`, then `say("start")` in the language in force.
 * `{name}` stands for a value that is given with the call, `{name|one|other}` for the first word when it is 1.
 */
export function wordsOf<Name extends string>(texts: Record<Name, [chinese: string, english: string]>) {
  return (name: Name, values: Record<string, string | number> = {}): string =>
    texts[name][language.value === "en" ? 1 : 0].replace(
      /\{(\w+)(?:\|([^|}]*)\|([^|}]*))?\}/g,
      (whole, key, one, other) =>
        one === undefined ? String(values[key] ?? whole) : Number(values[key]) === 1 ? one : other,
    );
}
