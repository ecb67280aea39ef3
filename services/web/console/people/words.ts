import { wordsOf } from "../../shared/words.ts";

const word = wordsOf({
  administrator: ["管理员", "administrator"],
  organiser: ["组织员", "organiser"],
  reporter: ["填报员", "reporter"],
  editor: ["题库编辑", "editor"],
  reviewer: ["题库审核", "reviewer"],
});

export const ROLES = ["reporter", "organiser", "editor", "reviewer", "administrator"] as const;
export const roleWord = (role: string): string => word(role as typeof ROLES[number]);

export const ENTRIES = ["organisation", "enterprise", "region"] as const;
export const entryWord = wordsOf({
  region: ["地区", "region"],
  enterprise: ["企业", "enterprise"],
  organisation: ["组织（只填报表）", "organisation (forms only)"],
});
