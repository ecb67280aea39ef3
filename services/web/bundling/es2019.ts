// Names the files, given as arguments, that hold syntax newer than ES2019: lowering it would change them.
import { stop, transform } from "esbuild";

for (const path of Deno.args) {
  const text = await Deno.readTextFile(path);
  const [whole, lowered] = await Promise.all(["esnext", "es2019"].map((target) => transform(text, { target })));
  if (whole!.code !== lowered!.code) console.log(path);
}
await stop();
