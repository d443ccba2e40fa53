import { builtinModules } from "node:module";
import type { Plugin } from "esbuild";

/**
 * Takes the parts of Node that a bundle imports from `process.getBuiltinModule`. An `import` of one makes Node look at everything that
 * the part has, which loads more parts in turn: that of `node:fs` alone took a tenth of the time that Node itself takes to start. That of
 * `node:process` opens standard input as a stream and makes its pipe non-blocking, for every program that shares it.
 */
export const nodeParts: Plugin = {
  name: "node-parts",
  setup(build) {
    const filter = new RegExp(`^(?:node:)?(?:${builtinModules.join("|")})$`);
    const { alias = {} } = build.initialOptions;
    build.onResolve({ filter }, ({ path, kind }) => {
      if (path in alias) return undefined;
      const namespace = kind === "require-call" ? wholes : names;
      return { path: path.replace(/^(?:node:)?/, "node:"), namespace, sideEffects: false };
    });
    build.onLoad({ filter: /^/, namespace: wholes }, ({ path }) => ({
      contents: `module.exports = ${takenPart(path)};`,
    }));
    build.onLoad({ filter: /^/, namespace: names }, ({ path }) => ({ contents: namedExports(path) }));
  },
};

/** For CommonJS packages, which may do anything with it. */
const wholes = "node-part";
const names = "names-of-node-part";

/** Parts that most runs do not use: their functions load them when they are called for the first time. */
const seldom: ReadonlySet<string> = new Set(["child_process", "readline", "zlib"].map((name) => `node:${name}`));

/** Only the names that are used stay in the bundle, hence the remarks that nothing else comes of reading them. */
function namedExports(path: string): string {
  const known = Object.entries(process.getBuiltinModule(path) ?? {}).filter(
    ([name]) => /^[A-Za-z_]\w*$/.test(name) && name !== "default",
  );
  const declarations = known.map(([name, value]) =>
    seldom.has(path) && typeof value === "function" && /^[a-z]/.test(name)
      ? `function ${local(name)}(...values) { return ${takenPart(path)}.${name}(...values); }`
      : `const ${local(name)} = /* @__PURE__ */ (() => part.${name})();`,
  );
  return [
    `const part = /* @__PURE__ */ ${takenPart(path)};`,
    "export default part;",
    ...declarations,
    `export { ${known.map(([name]) => `${local(name)} as ${name}`).join(", ")} };`,
  ].join("\n");
}

function local(name: string): string {
  return `${name}_`;
}

function takenPart(path: string): string {
  return `process.getBuiltinModule(${JSON.stringify(path)})`;
}
