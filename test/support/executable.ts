import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { join } from "node:path";

/** What is tested: `KT_TEST_EXECUTABLE`, such as one of a release, or that of the checkout. */
const executablePath: string =
  process.env["KT_TEST_EXECUTABLE"] ?? join(import.meta.dirname, "..", "..", "bin", "kubectl-kt");

/** What came of a run of the executable. */
export interface Finished {
  /** Null when a signal killed it. */
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly out: string;
  readonly err: string;
}

/** How the executable is started. */
export interface StartOptions {
  /** Added to an environment that has no settings of the tester's own. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly cwd?: string;
  /** After this time it is killed; 120 s when absent. */
  readonly timeoutMs?: number;
  /** Takes what comes on standard output, which then is not kept. */
  readonly onOut?: (chunk: Buffer) => void;
}

/** A run of the executable that goes on. */
export interface Running {
  readonly child: ChildProcessWithoutNullStreams;
  /** What it has written to standard output so far. */
  out(): string;
  /** What it has written to standard error so far. */
  err(): string;
  /** Waits until the condition holds for what it has written. @throws when it ends before, or after the time limit. */
  until(condition: (out: string, err: string) => boolean): Promise<void>;
  finished: Promise<Finished>;
}

/** Runs the executable to its end. */
export async function runExecutable(words: readonly string[], options: StartOptions = {}): Promise<Finished> {
  return startExecutable(words, options).finished;
}

/** Runs what kubectl calls when TAB is pressed; the last word is the one at the cursor. */
export async function runCompletion(words: readonly string[], options: StartOptions = {}): Promise<Finished> {
  const child = spawn(`${executablePath.slice(0, -"kubectl-kt".length)}kubectl_complete-kt`, words, {
    cwd: options.cwd,
    env: plainEnv(options.env),
  });
  return watchProcess(child, words, options).finished;
}

/** Starts the executable. */
export function startExecutable(words: readonly string[], options: StartOptions = {}): Running {
  return watchProcess(spawn(executablePath, words, { cwd: options.cwd, env: plainEnv(options.env) }), words, options);
}

/** Runs a line of shell in which `kt` is the executable. */
export async function runShell(line: string, options: StartOptions = {}): Promise<Finished> {
  const script = `kt() { '${executablePath}' "$@"; }\n${line}`;
  return watchProcess(spawn("bash", ["-c", script], { env: plainEnv(options.env) }), [line], options).finished;
}

/** Runs the executable on a terminal of its own; standard output and error come as one, as they would be seen. */
export async function runOnTerminal(words: readonly string[], options: StartOptions = {}): Promise<Finished> {
  // util-linux's script gives the command a terminal and passes its exit code on.
  const command = [executablePath, ...words].map((word) => `'${word.replaceAll("'", "'\\''")}'`).join(" ");
  const child = spawn("script", ["-qefc", command, "/dev/null"], {
    env: plainEnv({ TERM: "xterm-256color", ...options.env }),
  });
  child.stdin.end();
  const finished = await watchProcess(child, words, options).finished;
  return { ...finished, out: withoutErased(finished.out.replaceAll("\r\n", "\n")) };
}

/** What is left on a terminal: lines that tell of progress, on a slow machine, have been erased. */
export function withoutErased(shown: string): string {
  return shown.replaceAll(/[^\r\n]*\r\u001b\[K/g, "");
}

/** The tester's own settings must not change what a test sees. */
function plainEnv(added: StartOptions["env"]): NodeJS.ProcessEnv {
  const { PATH, HOME, TMPDIR } = process.env;
  return { PATH, HOME, TMPDIR, LANG: "C.UTF-8", TZ: "UTC", ...added };
}

function watchProcess(child: ChildProcessWithoutNullStreams, words: readonly string[], options: StartOptions): Running {
  const out: Buffer[] = [];
  const err: Buffer[] = [];
  const text = (chunks: readonly Buffer[]): string => Buffer.concat(chunks).toString();
  const checks = new Set<() => void>();
  const take = options.onOut ?? ((chunk: Buffer): unknown => out.push(chunk));
  child.stdout.on("data", (chunk: Buffer) => {
    take(chunk);
    for (const check of checks) check();
  });
  child.stderr.on("data", (chunk: Buffer) => {
    err.push(chunk);
    for (const check of checks) check();
  });
  // Who ends early does not read what is typed; that is no failure of the test.
  child.stdin.on("error", () => {});
  const timer = setTimeout(() => child.kill("SIGKILL"), options.timeoutMs ?? 120_000);
  const finished = new Promise<Finished>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (exitCode, signal) => {
      clearTimeout(timer);
      resolve({ exitCode, signal, out: text(out), err: text(err) });
    });
  });
  const until: Running["until"] = (condition) =>
    new Promise((resolve, reject) => {
      const check = (): void => {
        if (!condition(text(out), text(err))) return;
        checks.delete(check);
        resolve();
      };
      checks.add(check);
      void finished.then(({ exitCode, signal }) => {
        if (!checks.delete(check)) return;
        const how = signal ?? `exit code ${exitCode}`;
        reject(new Error(`kubectl-kt ${words.join(" ")} ended (${how}) before that.\n${text(out)}\n${text(err)}`));
      });
      check();
    });
  return { child, out: () => text(out), err: () => text(err), until, finished };
}
