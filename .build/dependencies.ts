import { existsSync } from "node:fs";
import { join } from "node:path";
import { cruise, type ICruiseResult } from "dependency-cruiser";
import { dependencyRules } from "./dependency-rules.ts";
import { readUsingDeclarations } from "./read-using-declarations.ts";

readUsingDeclarations();

/** What the imports of a tree came to. */
export interface DependencyFindings {
  /** Files of the tree itself that were read, packages not counted. */
  readonly moduleCount: number;
  /** One line for each import that is not allowed. */
  readonly faults: readonly string[];
}

/**
 * Holds all imports below `root` (its src/, bin/ and test/) against `.build/rooms.ts`.
 * @throws Error when no file was read at all: dependency-cruiser calls that a success.
 */
export async function checkDependencies(root: string): Promise<DependencyFindings> {
  const folders = ["src", "bin", "test"].filter((folder) => existsSync(join(root, folder)));
  const { output } = await cruise(
    folders,
    {
      baseDir: root,
      validate: true,
      ruleSet: { forbidden: dependencyRules() },
      // With TypeScript 7 the parser that is tried first reads nothing at all and says nothing.
      parser: "swc",
      // Types go the same ways as values.
      tsPreCompilationDeps: true,
      // What the npm package starts with runs the bundle, which is not there before it is built.
      exclude: { path: "^bin/[^/]+[.]cjs$" },
      doNotFollow: { path: "(^|/)node_modules/" },
    },
    { exportsFields: ["exports"], conditionNames: ["import", "node", "default"] },
  );
  if (typeof output === "string") throw new Error(`dependency-cruiser answered with a text: ${output}`);
  const moduleCount = output.modules.filter(({ source }) => /^(src|bin|test)\//.test(source)).length;
  if (moduleCount === 0) throw new Error(`dependency-cruiser read no file below ${root}`);
  return { moduleCount, faults: faultsOf(output) };
}

function faultsOf({ summary }: ICruiseResult): string[] {
  return summary.violations.map(({ rule, from, to, cycle }) => {
    const way = cycle === undefined ? [from, to] : [from, ...cycle.map(({ name }) => name)];
    return `${rule.name}: ${way.join(" → ")}`;
  });
}
