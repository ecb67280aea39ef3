import { wordsOf } from "../../shared/words.ts";

export const decisionWord = wordsOf({
  everyone_right: ["所有人得此题分", "everybody gets the points"],
  not_counted: ["此题不计分", "the question is not counted"],
});

export const kindWord = wordsOf({
  single_choice: ["单选题", "single choice"],
  multiple_choice: ["多选题", "multiple choice"],
  true_false: ["判断题", "true or false"],
});

const HARDNESS = wordsOf({ "1": ["易", "easy"], "2": ["中", "middling"], "3": ["难", "hard"] });
export const difficultyWord = (difficulty: number): string => HARDNESS(String(difficulty) as "1");
