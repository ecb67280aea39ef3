import { useEffect, useState } from "preact/hooks";
import { api } from "../api.ts";

const known = new Map<string, Promise<string>>();

/** The name behind a unit's code, which stands until the name is there; each is asked for once. */
export function UnitName({ code }: { code: string }) {
  const [name, setName] = useState("");
  useEffect(() => {
    if (!known.has(code)) {
      known.set(code, api.get("/v1/units/{code}", { path: { code } }).then((unit) => unit.name));
    }
    known.get(code)!.then(setName, () => known.delete(code));
  }, [code]);
  return name ? <span title={code}>{name}</span> : <code>{code}</code>;
}
