import type { Plugin } from "esbuild";

/**
 * Lets every part that is loaded later import the entry. What both need then lies in one file, which the page names
 * directly: without this, a first visit would fetch the entry and after it the chunk of shared code.
 */
export function shareEntry(entry: string): Plugin {
  const parts = new Set<string>();
  return {
    name: "share-entry",
    setup(building) {
      building.onResolve({ filter: /^\./ }, async (asked) => {
        if (asked.kind !== "dynamic-import" || asked.pluginData === "resolving") return;
        const found = await building.resolve(asked.path, {
          importer: asked.importer,
          kind: asked.kind,
          namespace: asked.namespace,
          pluginData: "resolving",
          resolveDir: asked.resolveDir,
        });
        parts.add(found.path);
        return found;
      });
      building.onLoad({ filter: /\.tsx?$/ }, async ({ path }) => {
        if (!parts.has(path)) return;
        const text = await Deno.readTextFile(path);
        return { contents: `${text}\nimport ${JSON.stringify(entry)};`, loader: path.endsWith("x") ? "tsx" : "ts" };
      });
    },
  };
}
