import { place } from "../../shared/router.ts";
import { Editor } from "./editor.tsx";
import { Lists } from "./lists.tsx";
import { RollUp } from "./roll_up.tsx";

/** Statistics forms: what waits and what is owed; one form; a roll-up. Each has its address. */
export default function Reports() {
  const [, second, third, fourth] = place.value.path;
  if (second === "rollup" && third && fourth) return <RollUp template={third} unit={fourth} />;
  return second ? <Editor key={second} id={second} /> : <Lists />;
}
