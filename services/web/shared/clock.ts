import { signal } from "@preact/signals";

/** Counts up once a second while the page is shown, and at once when it is shown again. */
export const tick = signal(0);

setInterval(() => {
  if (!document.hidden) tick.value++;
}, 1000);
document.addEventListener("visibilitychange", () => {
  if (!document.hidden) tick.value++;
});

/** `4:05` for 245 000 ms, rounded up: as long as something is left, it does not say 0:00. */
export function minutesAndSeconds(ms: number): string {
  const seconds = Math.ceil(Math.max(0, ms) / 1000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}
