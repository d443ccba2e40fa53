// Runs tests: `test.ts KIND... [-- node:test options and files]`. A kind is a folder of test/, `cluster` or `endurance`.
import { spawn } from "node:child_process";
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";

const root = join(import.meta.dirname, "..");
const globsOfKind: Readonly<Record<string, readonly string[]>> = {
  unit: ["test/unit/**/*.test.ts"],
  integration: ["test/integration/**/*.test.ts"],
  e2e: ["test/e2e/**/*.test.ts"],
  // The same files as on the fake API server: the built executable, and the contract that holds the fake to the real one.
  cluster: ["test/e2e/*.test.ts", "test/integration/**/contract*.test.ts"],
  // What people download and install; some of it runs on a real cluster where KT_TEST_KUBECONFIG names one.
  release: ["test/release/*.test.ts"],
  // What stops nodes and servers, or loads them, must have the cluster to itself.
  endurance: ["test/e2e/endurance/*.test.ts"],
};
/** Kinds that run on a real cluster. */
const onCluster: readonly string[] = ["cluster", "endurance"];

const separator = process.argv.indexOf("--");
const kinds = process.argv.slice(2, separator === -1 ? undefined : separator);
const extra = separator === -1 ? [] : process.argv.slice(separator + 1);
const options = extra.filter((word) => word.startsWith("-"));
const asked = extra.filter((word) => !word.startsWith("-"));
process.exitCode = await run();

async function run(): Promise<number> {
  const env = { ...process.env };
  if (kinds.some((kind) => onCluster.includes(kind))) {
    const kubeconfig = env["KT_TEST_KUBECONFIG"] ?? env["KUBECONFIG"];
    if (!kubeconfig)
      return fail("KUBECONFIG names no cluster to test on.", `KUBECONFIG=PATH npm run test:${kinds.join(" ")}`);
    env["KT_TEST_KUBECONFIG"] = kubeconfig;
  }
  const files = testFiles();
  if (files.length === 0) return fail(`No test file in ${[...kinds, ...asked].join(", ")}.`, "ls test");
  // Without a cluster test files share nothing, and many of them mostly wait: more at once than there are processors.
  const usual = kinds.some((kind) => onCluster.includes(kind)) ? [] : ["--test-concurrency=3"];
  const child = spawn(process.execPath, ["--test", ...usual, ...options, ...files], {
    cwd: root,
    env,
    stdio: "inherit",
  });
  // Ctrl-C reaches the child as well, from the terminal; this process only waits for what comes of it.
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => child.kill(signal));
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  child.on("error", reject).on("exit", (code) => resolve(code ?? 1));
  return promise;
}

/** Files and folders named after `--` instead of all; Node itself would take an empty choice for a success. */
function testFiles(): string[] {
  const files = new Set(kinds.flatMap(filesOf));
  if (asked.length === 0) return [...files].sort();
  return [...files].filter((file) => asked.some((word) => file.includes(word))).sort();
}

/** On a real cluster, those that open the cluster under test: what the others show is the same on every cluster. */
function filesOf(kind: string): readonly string[] {
  const files = globSync(globsOfKind[kind] ?? [], { cwd: root });
  if (!onCluster.includes(kind)) return files;
  return files.filter((file) =>
    /KT_TEST_KUBECONFIG|open-e2e-cluster|contract/.test(readFileSync(join(root, file), "utf8")),
  );
}

function fail(message: string, hint: string): number {
  process.stderr.write(`${message}\nNext: ${hint}\n`);
  return 1;
}
