import { language, wordsOf } from "../../shared/words.ts";

export const stateWord = wordsOf({
  upcoming: ["未开始", "upcoming"],
  open: ["进行中", "open"],
  closed: ["已结束", "closed"],
  final: ["已确定", "final"],
});

/** An instant as the clocks of the contest show it. */
export const shown = (instant: string, zone: string): string =>
  new Date(instant).toLocaleString(language.value, { timeZone: zone, dateStyle: "medium", timeStyle: "short" });

/** The same for a field of the form: `2026-06-01T08:00`. */
export const localOf = (instant: string, zone: string): string =>
  instant && new Date(instant).toLocaleString("sv-SE", { timeZone: zone }).replace(" ", "T").slice(0, 16);

/** What the clocks of a time zone show, as an instant. */
export function instantOf(local: string, zone: string): string {
  const asIfUtc = Date.parse(local + ":00Z");
  const ahead = Date.parse(localOf(new Date(asIfUtc).toISOString(), zone) + ":00Z") - asIfUtc;
  return new Date(asIfUtc - ahead).toISOString();
}
