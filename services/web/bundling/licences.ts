/** The licences of every package that the pages hold, found from the files that esbuild read. */
export async function licences(folder: string, inputs: string[]): Promise<string> {
  const packages = new Set<string>();
  for (const path of inputs) {
    const inside = /^(.*node_modules\/(?:@[^/]+\/)?[^@/]+)\//.exec(path);
    if (inside) packages.add(inside[1]!);
  }
  const texts: string[] = [];
  for (const place of packages) texts.push(await licence(folder + place));
  return [...new Set(texts)].sort().join("\n" + "-".repeat(72) + "\n");
}

async function licence(place: string): Promise<string> {
  const { name, version, license } = JSON.parse(await Deno.readTextFile(place + "/package.json"));
  const files = [...Deno.readDirSync(place)].map((entry) => entry.name).filter((name) =>
    /^(licen[cs]e|notice)/i.test(name)
  );
  const parts = await Promise.all(files.sort().map((file) => Deno.readTextFile(`${place}/${file}`)));
  return [`${name} ${version} (${license})`, ...parts].join("\n\n");
}
