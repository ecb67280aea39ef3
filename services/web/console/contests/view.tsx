import { place } from "../../shared/router.ts";
import { Contests } from "./contests.tsx";
import { ContestPage } from "./contest.tsx";
import { Finals } from "./finals.tsx";

/** Contests; one of them or a new one with its rules; the end of one. Each has its address. */
export default function Parts() {
  const [, id, part] = place.value.path;
  if (id && part === "finals") return <Finals key={id} id={id} />;
  return id ? <ContestPage key={id} id={id === "new" ? undefined : id} /> : <Contests />;
}
