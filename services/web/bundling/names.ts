import type { Metafile, OutputFile } from "esbuild";

/** A file of dist/assets. `source` is what the page calls it; a stub only imports the file that holds its code. */
export interface NamedFile {
  name: string;
  text: string;
  source?: string;
  isStub: boolean;
}

/**
 * Renames esbuild's files by what they hold and import. esbuild's own hashes differ between folders, since they cover
 * paths; and files may import each other in circles, so each name is made of everything that can be reached from it.
 */
export async function nameByContents(
  face: string,
  files: OutputFile[],
  outputs: Metafile["outputs"],
): Promise<NamedFile[]> {
  const texts = new Map(files.map((file) => [base(file.path), file.text]));
  const names = new Map<string, string>();
  for (const old of texts.keys()) names.set(old, await newName(face, old, texts));
  const renamed: NamedFile[] = [];
  for (const [path, output] of Object.entries(outputs)) {
    const old = base(path);
    const text = swap(texts.get(old)!, names);
    const behind = /^import"\.\/([^"]+)";\s*$/.exec(text)?.[1];
    const source = output.entryPoint?.startsWith(face + "/") && !output.entryPoint.includes("/", face.length + 1)
      ? output.entryPoint.slice(face.length + 1)
      : undefined;
    renamed.push({ name: behind ?? names.get(old)!, text, source, isStub: behind !== undefined });
  }
  return renamed.sort((one, other) => one.name < other.name ? -1 : 1);
}

const base = (path: string) => path.slice(path.replaceAll("\\", "/").lastIndexOf("/") + 1);
const swap = (text: string, names: Map<string, string>) =>
  [...names].reduce((changed, [old, name]) => changed.replaceAll(old, name), text);

async function newName(face: string, old: string, texts: Map<string, string>): Promise<string> {
  const order = [old];
  for (const each of order) {
    const mentioned = [...texts.keys()].filter((name) => !order.includes(name) && texts.get(each)!.includes(name));
    const places = new Map(mentioned.map((name) => [name, texts.get(each)!.indexOf(name)]));
    order.push(...mentioned.sort((one, other) => places.get(one)! - places.get(other)!));
  }
  const ordinals = new Map(order.map((name, place) => [name, `file-${place}`]));
  const whole = order.map((name) => swap(texts.get(name)!, ordinals)).join("\0");
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", new TextEncoder().encode(whole)));
  const hex = [...digest.slice(0, 8)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return `${face}-${hex}${old.slice(old.lastIndexOf("."))}`;
}
