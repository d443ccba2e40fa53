import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";

/** How long a shell may take for anything. */
const patienceMs = 60_000;

/** What Ctrl-X L shows. */
const shownLine = /⟨([^⟩]*)⟩/;

/** A shell on a terminal of its own, at which a test types. */
export class InteractiveShell implements AsyncDisposable {
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #ended: Promise<void>;
  #output = "";
  #checks: (() => void)[] = [];

  /**
   * Starts a shell without the tester's own settings.
   * @param command As a shell would take it.
   * @param setup Lines that are typed first. They bind Ctrl-X L to what shows the line between ⟨ and ⟩.
   */
  static async start(command: string, setup: readonly string[], env: NodeJS.ProcessEnv): Promise<InteractiveShell> {
    const shell = new InteractiveShell(command, env);
    shell.#type([...setup, "echo rea''dy", ""].join("\n"));
    await shell.until((output) => /^ready/m.test(output));
    return shell;
  }

  private constructor(command: string, env: NodeJS.ProcessEnv) {
    // util-linux's script gives the command a terminal.
    this.#child = spawn("script", ["-qefc", command, "/dev/null"], { env });
    this.#child.stdin.on("error", () => {});
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      stream.setEncoding("utf8").on("data", (text: string) => {
        this.#output += text;
        for (const check of this.#checks) check();
      });
    }
    this.#ended = new Promise((resolve) => {
      this.#child.on("close", () => resolve());
    });
  }

  /** Types a line, then TAB. @returns the line as it stands after that, without backslashes. */
  async complete(line: string): Promise<string> {
    const from = this.#output.length;
    this.#type(`${line}\t\u0018l`);
    await this.until((output) => shownLine.test(output.slice(from)));
    this.#type("\u0015");
    // Scripts may escape what need not be escaped: kubectl's a comma.
    return shownLine.exec(this.#output.slice(from))?.[1]?.replaceAll("\\", "") ?? "";
  }

  /** Types a line, then TAB twice. @returns all that the terminal shows until the list has ended. */
  async list(line: string, end: RegExp): Promise<string> {
    const from = this.#output.length;
    this.#type(`${line}\t\t`);
    await this.until((output) => end.test(output.slice(from)));
    this.#type("\u0015");
    return this.#output.slice(from);
  }

  /** Waits until that holds for everything that the terminal has shown. @throws after a minute, with that. */
  async until(holds: (output: string) => boolean): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const check = (): void => {
      if (holds(this.#output)) resolve();
    };
    const timer = setTimeout(
      () => reject(new Error(`waited in vain; the terminal shows:\n${this.#output}`)),
      patienceMs,
    );
    this.#checks.push(check);
    check();
    try {
      await promise;
    } finally {
      clearTimeout(timer);
      this.#checks = this.#checks.filter((other) => other !== check);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#child.kill("SIGKILL");
    await this.#ended;
  }

  #type(text: string): void {
    this.#child.stdin.write(text);
  }
}
