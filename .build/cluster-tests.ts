/**
 * Test files that may run two at a time on a real cluster, by their names: what they show is of their own namespace or of example
 * pods named outright, whatever others make or load meanwhile, and they stop nothing. Every other file has the cluster to itself:
 * those too whose writers take all the machine has.
 */
export const sideBySideFiles: ReadonlySet<string> = new Set([
  "test/e2e/logs-amount.test.ts",
  "test/e2e/logs-captures.test.ts",
  "test/e2e/logs-clusters.test.ts",
  "test/e2e/logs-endings.test.ts",
  "test/e2e/logs-filter.test.ts",
  "test/e2e/logs-folder.test.ts",
  "test/e2e/logs-follow.test.ts",
  "test/e2e/logs-history.test.ts",
  "test/e2e/logs-output.test.ts",
  "test/e2e/logs-patterns.test.ts",
  "test/e2e/logs-prompt.test.ts",
  "test/e2e/standard-streams.test.ts",
  "test/e2e/endurance/cuts.test.ts",
  "test/e2e/endurance/history.test.ts",
  "test/e2e/endurance/restarts.test.ts",
  "test/e2e/endurance/slow-readers.test.ts",
]);

/** What such a file may not hold, and why. */
const forbidden: readonly (readonly [pattern: RegExp, why: string])[] = [
  [/["' ](?:-A|--all-namespaces)\b/, "it looks at all namespaces"],
  [/["'`]\*:|["'`](?:ns|namespaces?)\//, "it looks at all namespaces"],
  [/["'`](?:node|nodes|no)\/|--node\b|--with-node\b|--all-nodes\b|["' ]node-logs\b/, "it looks at nodes"],
  [/["' ]diagnose["' ]/, "it looks at nodes"],
  [/\btrouble\(|\bwhyUntroubled\b|\bnodeShell\b|\bbreakNode\b|\bdeleteLogFile\b/, "it stops or breaks something"],
];

/** Why a file of this text must have a real cluster to itself; empty when nothing is seen of it. */
export function whyAlone(text: string): readonly string[] {
  return forbidden.flatMap(([pattern, why]) => {
    const [found] = pattern.exec(text) ?? [];
    return found === undefined ? [] : [`${why}: ${found.trim()}`];
  });
}
