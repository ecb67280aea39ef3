import type { ComponentType } from "preact";
import { wordsOf } from "../shared/words.ts";
import { has, isNational, me } from "./api.ts";

const say = wordsOf({
  overview: ["总览", "Overview"],
  boards: ["排行榜", "Boards"],
  progress: ["进度", "Progress"],
  bulletins: ["通报", "Bulletins"],
  reports: ["报表", "Forms"],
  highlights: ["亮点工作", "Notable work"],
  campaigns: ["报送活动", "Campaigns"],
  templates: ["报表模板", "Form templates"],
  contests: ["竞赛", "Contests"],
  bank: ["题库", "Question bank"],
  flags: ["核查", "Integrity"],
  camps: ["训练营", "Training camps"],
  certificates: ["证书", "Certificates"],
  audit: ["操作记录", "Audit"],
  people: ["单位与账号", "Units and accounts"],
});

interface ViewOf {
  name: string;
  title: () => string;
  isFor: () => boolean;
  open: () => Promise<{ default: ComponentType }>;
}

/** An organisation only fills in forms: contests know nothing of it. */
const competes = () => !!me.value && me.value.grants.some((each) => each.unit.entry !== "organisation");
const organises = () => has("administrator", "organiser");
const watches = () => organises() && competes();
const reports = () => has("administrator", "organiser", "reporter");
const writes = () => has("editor", "reviewer") || isNational();
const reviews = () => has("administrator", "organiser", "reviewer") && competes();
const everybody = () => true;

const ALL: ViewOf[] = [
  { name: "overview", title: () => say("overview"), isFor: watches, open: () => import("./overview/view.tsx") },
  { name: "progress", title: () => say("progress"), isFor: watches, open: () => import("./progress/view.tsx") },
  { name: "boards", title: () => say("boards"), isFor: everybody, open: () => import("./boards/view.tsx") },
  { name: "bulletins", title: () => say("bulletins"), isFor: watches, open: () => import("./bulletins/view.tsx") },
  { name: "reports", title: () => say("reports"), isFor: reports, open: () => import("./reports/view.tsx") },
  {
    name: "highlights",
    title: () => say("highlights"),
    isFor: reports,
    open: () => import("./highlights/view.tsx"),
  },
  { name: "campaigns", title: () => say("campaigns"), isFor: reports, open: () => import("./campaigns/view.tsx") },
  { name: "templates", title: () => say("templates"), isFor: reports, open: () => import("./templates/view.tsx") },
  { name: "bank", title: () => say("bank"), isFor: writes, open: () => import("./bank/view.tsx") },
  { name: "contests", title: () => say("contests"), isFor: organises, open: () => import("./contests/view.tsx") },
  { name: "flags", title: () => say("flags"), isFor: watches, open: () => import("./flags/view.tsx") },
  { name: "camps", title: () => say("camps"), isFor: reviews, open: () => import("./camps/view.tsx") },
  {
    name: "certificates",
    title: () => say("certificates"),
    isFor: watches,
    open: () => import("./certificates/view.tsx"),
  },
  { name: "people", title: () => say("people"), isFor: organises, open: () => import("./people/view.tsx") },
  { name: "audit", title: () => say("audit"), isFor: isNational, open: () => import("./audit/view.tsx") },
];

export const VIEWS: Record<string, ViewOf> = Object.fromEntries(ALL.map((view) => [view.name, view]));

/** What the person who is signed in has a use for, in the order of the menu. */
export const viewsOf = (): ViewOf[] => ALL.filter((view) => view.isFor());

/** Where somebody begins: with the day of the unit, or with the forms. */
export const homeOf = (views: ViewOf[]): ViewOf =>
  views.find((view) => view.name === "overview") || views.find((view) => view.name === "reports") || views[0]!;
