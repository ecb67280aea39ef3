import { signal } from "@preact/signals";

/** The address behind the `#`: `#/boards/region?parent=370000` is `{ path: ["boards", "region"], query }`. */
export interface Place {
  path: string[];
  query: URLSearchParams;
}

export const place = signal<Place>(read());

function read(): Place {
  const [path = "", query = ""] = location.hash.replace(/^#\/?/, "").split("?");
  return { path: path.split("/").filter(Boolean).map(decodeURIComponent), query: new URLSearchParams(query) };
}

addEventListener("hashchange", () => (place.value = read()));

/** What a link to a view needs as its `href`. */
export function addressOf(path: (string | number)[], query: Record<string, string | number | undefined> = {}): string {
  const pairs = Object.entries(query).filter(([, value]) => value !== undefined && value !== "");
  const search = new URLSearchParams(pairs.map(([name, value]) => [name, String(value)])).toString();
  return "#/" + path.map(encodeURIComponent).join("/") + (search ? "?" + search : "");
}

/** Goes to a view; with `replace` the one before is not kept in the history. */
export function go(address: string, replace = false): void {
  if (replace) {
    history.replaceState(null, "", address);
    place.value = read();
  } else location.hash = address;
}
