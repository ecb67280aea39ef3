import { place } from "../../shared/router.ts";
import { Campaign } from "./campaign.tsx";
import { Campaigns } from "./campaigns.tsx";
import { Lines } from "./lines.tsx";

/** Campaigns; one of them or a new one; who reports to whom in it. Each has its address. */
export default function Parts() {
  const [, id, part] = place.value.path;
  if (id && part === "lines") return <Lines key={id} id={id} />;
  return id ? <Campaign key={id} id={id === "new" ? undefined : id} /> : <Campaigns />;
}
