// Runs tests: `test.ts KIND... [-- node:test options and files]`. A kind is a folder of test/, `cluster` or `endurance`.
import { spawn } from "node:child_process";
import { globSync, readFileSync } from "node:fs";
import { constants } from "node:os";
import { join } from "node:path";
import { sideBySideFiles } from "./cluster-tests.ts";

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
  let failed = 0;
  for (const group of groupsOf(files)) {
    const exitCode = await runGroup(group, env);
    if (exitCode > 128) return exitCode;
    failed ||= exitCode;
  }
  return failed;
}

/** Files that run in one go, so many at a time. */
interface Group {
  readonly concurrency: number;
  readonly files: readonly string[];
}

function groupsOf(files: readonly string[]): readonly Group[] {
  // Without a cluster test files share nothing, and many of them mostly wait: more at once than there are processors.
  if (!kinds.some((kind) => onCluster.includes(kind))) return [{ concurrency: 3, files }];
  const groups = [
    { concurrency: 2, files: files.filter((file) => sideBySideFiles.has(file)) },
    { concurrency: 1, files: files.filter((file) => !sideBySideFiles.has(file)) },
  ];
  return groups.filter((group) => group.files.length > 0);
}

/** @returns its exit code, or 128 and the number of the signal that ended it. */
async function runGroup({ concurrency, files }: Group, env: NodeJS.ProcessEnv): Promise<number> {
  const child = spawn(process.execPath, ["--test", `--test-concurrency=${concurrency}`, ...options, ...files], {
    cwd: root,
    env,
    stdio: "inherit",
  });
  // Ctrl-C reaches the child as well, from the terminal; this process only waits for what comes of it.
  let ending = 0;
  const passOn = (signal: NodeJS.Signals): void => {
    ending = 128 + constants.signals[signal];
    child.kill(signal);
  };
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, passOn);
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  child.on("error", reject).on("exit", (code) => resolve(ending || (code ?? 1)));
  return promise.finally(() => {
    for (const signal of ["SIGINT", "SIGTERM"] as const) process.off(signal, passOn);
  });
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
