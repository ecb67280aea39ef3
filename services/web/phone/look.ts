import { effect, signal } from "@preact/signals";

const KEY = "contest.elder";

/** The senior mode (长辈版): larger text and targets, remembered. */
export const isElder = signal(localStorage.getItem(KEY) === "1");

effect(() => {
  document.documentElement.classList.toggle("elder", isElder.value);
  localStorage.setItem(KEY, isElder.value ? "1" : "0");
});

/** Puts the reader, and a screen reader, at the heading of a new view. */
export function focusHeading(heading: HTMLElement | null): void {
  if (heading && document.activeElement !== heading) heading.focus({ preventScroll: true });
}
