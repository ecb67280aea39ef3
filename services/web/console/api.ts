import { computed, signal } from "@preact/signals";
import { type Answer, createClient } from "contest-client";
import { browserStore, fetchTransport } from "contest-client/fetch";
import { place } from "../shared/router.ts";
import { language } from "../shared/words.ts";

const store = browserStore("contest.organiser");

export type Contest = Answer<"/v1/contests", "get">["items"][number];
export type Role = "administrator" | "organiser" | "reporter" | "editor" | "reviewer";
export interface Grant {
  id?: string;
  role: Role;
  unit: { code: string; name: string; entry: string; path: { code: string; name: string }[] };
}
export interface Me {
  id: string;
  name: string;
  kind: string;
  grants: Grant[];
}

export const isSignedIn = signal(store.read() !== undefined);
/** Set when a token ended in the middle of work: the view stays as it is, and the sign-in is laid over it. */
export const hasExpired = signal(false);
export const me = signal<Me | null>(null);
export const contests = signal<Contest[]>([]);

export const api = createClient({
  baseUrl: "",
  transport: fetchTransport,
  store,
  language: () => language.value,
  onSignedOut() {
    if (me.value) hasExpired.value = true;
    else isSignedIn.value = false;
  },
});

/** The contest that the address names, else the newest. */
export const contest = computed<Contest | null>(() => {
  const asked = place.value.query.get("contest");
  return contests.value.find((each) => each.id === asked) || contests.value[0] || null;
});

/** The unit that a view is about: the one that the address names, else the first one that its reader works for. */
export const unitCode = computed<string>(() => {
  const asked = place.value.query.get("unit");
  const grants = me.value ? me.value.grants : [];
  return asked || (grants[0] ? grants[0].unit.code : "CN");
});

export const has = (...roles: Role[]): boolean =>
  !!me.value && me.value.grants.some((each) => roles.includes(each.role));

export const isNational = (): boolean =>
  !!me.value && me.value.grants.some((each) => each.role === "administrator" && each.unit.code === "CN");

export async function load(): Promise<void> {
  const [self, all] = await Promise.all([
    api.get("/v1/organisers/me") as Promise<Me>,
    api.get("/v1/contests"),
  ]);
  contests.value = [...all.items].sort((one, other) => other.opens_at.localeCompare(one.opens_at));
  me.value = self;
}

export async function signIn(username: string, password: string, code?: string): Promise<void> {
  const grant = { grant_type: "password", username, password, ...(code ? { second_factor: code } : {}) };
  await api.signIn(grant as Parameters<typeof api.signIn>[0]);
  hasExpired.value = false;
  isSignedIn.value = true;
  await load();
}

export async function signOut(): Promise<void> {
  me.value = null;
  await api.signOut();
}

/** Hands a file of the server to the browser under the name that the server gives it. */
export async function saveFile(path: Parameters<typeof api.download>[0], input: unknown, name: string): Promise<void> {
  const file = await api.download(path, input as never);
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([file.bytes], { type: file.type }));
  link.download = file.name || name;
  link.click();
  URL.revokeObjectURL(link.href);
}
