import type { ComponentType } from "preact";
import { wordsOf } from "../shared/words.ts";
import { has } from "./api.ts";

const say = wordsOf({
  overview: ["总览", "Overview"],
  boards: ["排行榜", "Boards"],
  progress: ["进度", "Progress"],
  bulletins: ["通报", "Bulletins"],
});

interface ViewOf {
  name: string;
  title: () => string;
  isFor: () => boolean;
  open: () => Promise<{ default: ComponentType }>;
}

const organises = () => has("administrator", "organiser");
const everybody = () => true;

const ALL: ViewOf[] = [
  { name: "overview", title: () => say("overview"), isFor: organises, open: () => import("./overview/view.tsx") },
  { name: "progress", title: () => say("progress"), isFor: organises, open: () => import("./progress/view.tsx") },
  { name: "boards", title: () => say("boards"), isFor: everybody, open: () => import("./boards/view.tsx") },
  { name: "bulletins", title: () => say("bulletins"), isFor: organises, open: () => import("./bulletins/view.tsx") },
];

export const VIEWS: Record<string, ViewOf> = Object.fromEntries(ALL.map((view) => [view.name, view]));

/** What the person who is signed in has a use for, in the order of the menu. */
export const viewsOf = (): ViewOf[] => ALL.filter((view) => view.isFor());
