import { language } from "../shared/words.ts";

/** The six categories of the shipped bank and camp. */
export const CATEGORIES: Record<string, [chinese: string, english: string]> = {
  accident_prevention: ["事故预防", "Accident prevention"],
  hazard_spotting: ["隐患排查", "Spotting hazards"],
  escape_evacuation: ["逃生疏散", "Escape and evacuation"],
  self_mutual_rescue: ["自救互救", "Self- and mutual rescue"],
  rescue_drills: ["救援演练", "Rescue drills"],
  emergency_response: ["应急处置", "Emergency response"],
};

/** A category as its reader calls it; one of another bank by its id. */
export function categoryName(id: string): string {
  const names = CATEGORIES[id];
  return names ? names[language.value === "en" ? 1 : 0] : id;
}
