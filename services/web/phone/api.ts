import { computed, signal } from "@preact/signals";
import { type Answer, createClient, Problem } from "contest-client";
import { browserStore, fetchTransport } from "contest-client/fetch";
import { go, place } from "../shared/router.ts";
import { language } from "../shared/words.ts";

const DAY_MS = 86_400_000;
const store = browserStore("contest.tokens");

export type Profile = Answer<"/v1/me", "get">;
export type Contest = Answer<"/v1/contests", "get">["items"][number];
export type Today = Answer<"/v1/contests/{contest_id}/me", "get"> & {
  entry?: Entry | null;
  score?: number | null;
  max_score?: number | null;
  running?: { session_id: string; contest_day: string; deadline_at: string } | null;
};
export type Entry = "region" | "enterprise";

export const isSignedIn = signal(store.read() !== undefined);
export const profile = signal<Profile | null>(null);
export const contests = signal<Contest[] | null>(null);
export const today = signal<Today | null>(null);

export const api = createClient({
  baseUrl: "",
  transport: fetchTransport,
  store,
  language: () => language.value,
  onSignedOut() {
    isSignedIn.value = false;
    profile.value = today.value = null;
  },
});

/** The contest of the page: the one that its address names, else the first that is open, else the first. */
export const contest = computed<Contest | null>(() => {
  const all = contests.value || [];
  const now = api.serverNow();
  const asked = place.value.query.get("contest");
  return all.find((each) => each.id === asked) ||
    all.find((each) => Date.parse(each.opens_at) <= now && now < Date.parse(each.closes_at)) ||
    all[0] || null;
});

/** Whether people rehearse for a contest now: so many days before its opening as its rule says, and not after it. */
export function isRehearsed({ rules, opens_at }: Contest): boolean {
  const now = api.serverNow();
  const opening = Date.parse(opens_at);
  return !!rules.rehearsal && opening - rules.rehearsal.days * DAY_MS <= now && now < opening;
}

export async function loadContests(): Promise<void> {
  contests.value = (await api.get("/v1/contests")).items;
}

export async function loadProfile(): Promise<void> {
  profile.value = await api.get("/v1/me");
}

export async function loadToday(): Promise<void> {
  const current = contest.value;
  if (current) today.value = await api.get("/v1/contests/{contest_id}/me", { path: { contest_id: current.id } });
}

export async function signIn(grant: Parameters<typeof api.signIn>[0]): Promise<void> {
  await api.signIn(grant);
  isSignedIn.value = true;
  await Promise.all([loadProfile(), loadToday()]);
}

export async function signOut(): Promise<void> {
  await api.signOut();
  go("#/");
}

/** What the server adds to a refusal. */
export function extra<T>(fault: unknown, member: string): T | undefined {
  return fault instanceof Problem ? (fault.details as unknown as Record<string, T>)[member] : undefined;
}

export const codeOf = (fault: unknown): string => fault instanceof Problem ? fault.code : "no-answer";
