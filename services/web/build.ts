// Makes dist/ out of phone/ and console/: the same bytes in whatever folder it runs. Argument: where to (dist).
import { build, stop } from "esbuild";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import { shareEntry } from "./bundling/entry.ts";
import { licences } from "./bundling/licences.ts";
import { nameByContents } from "./bundling/names.ts";

const here = fileURLToPath(new URL(".", import.meta.url));
const out = Deno.args[0] ?? here + "dist";
const FACES = ["phone", "console"];

/** Writes a file beside its gzip and Brotli forms, which the gateway hands out as they are. */
async function put(path: string, text: string): Promise<void> {
  const bytes = new TextEncoder().encode(text);
  const hint = { [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length };
  await Deno.writeFile(`${out}/${path}`, bytes);
  await Deno.writeFile(`${out}/${path}.gz`, gzipSync(bytes, { level: 9 }));
  await Deno.writeFile(`${out}/${path}.br`, brotliCompressSync(bytes, { params: hint }));
  console.log(path.padEnd(40), bytes.length, "gzip", (await Deno.stat(`${out}/${path}.gz`)).size);
}

async function makeFace(face: string): Promise<Set<string>> {
  const made = await build({
    absWorkingDir: here,
    entryPoints: [`${face}/main.tsx`, `${face}/${face}.css`],
    outdir: "out",
    write: false,
    metafile: true,
    bundle: true,
    minify: true,
    splitting: true,
    format: "esm",
    target: ["es2019"],
    jsx: "automatic",
    jsxImportSource: "preact",
    charset: "utf8",
    legalComments: "none",
    chunkNames: "chunk-[hash]",
    logLevel: "warning",
    alias: {
      "contest-client": "../../openapi/client/src/index.ts",
      "contest-client/fetch": "../../openapi/client/src/fetch.ts",
    },
    plugins: [shareEntry(`${here}${face}/main.tsx`)],
  });
  let page = await Deno.readTextFile(`${here}${face}/index.html`);
  for (const file of await nameByContents(face, made.outputFiles, made.metafile.outputs)) {
    if (!file.isStub) await put(`assets/${file.name}`, file.text);
    if (file.source) page = page.replace(`"${file.source}"`, `"/assets/${file.name}"`);
  }
  await put(`${face}.html`, page);
  return new Set(Object.keys(made.metafile.inputs));
}

await Deno.remove(out, { recursive: true }).catch(() => undefined);
await Deno.mkdir(out + "/assets", { recursive: true });
const inputs = await Promise.all(FACES.map(makeFace));
await stop();
await put("assets/licences.txt", await licences(here, inputs.flatMap((names) => [...names])));
