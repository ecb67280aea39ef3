import { place } from "../../shared/router.ts";
import { Template } from "./template.tsx";
import { Templates } from "./templates.tsx";

/** Forms as data: those that are published, a new one out of a file, one version on paper. */
export default function Forms() {
  const [, id] = place.value.path;
  return id ? <Template key={place.value.path.join()} id={id} /> : <Templates />;
}
