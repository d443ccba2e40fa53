import assert from "node:assert/strict";
import { execFile, spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { after, before, suite, test } from "node:test";
import { promisify } from "node:util";
import type { E2eCluster } from "../support/e2e-cluster.ts";
import { InteractiveShell } from "../support/interactive-shell.ts";
import { openE2eCluster } from "../support/open-e2e-cluster.ts";
import { type ScratchFolder, scratchFolder } from "../support/scratch-folder.ts";

const bin = join(import.meta.dirname, "../../bin");
const brought = join(import.meta.dirname, "../support/bash-completion-functions.bash");
const packaged = "/usr/share/bash-completion/bash_completion";
let cluster: E2eCluster;
let folder: ScratchFolder;
let env: NodeJS.ProcessEnv;

before(async () => {
  cluster = await openE2eCluster();
  folder = scratchFolder();
  folder.write("saved.log", "a line\n");
  env = {
    PATH: `${bin}${delimiter}${process.env["PATH"] ?? ""}`,
    HOME: folder.path,
    LANG: "C.UTF-8",
    TERM: "dumb",
    KUBECONFIG: cluster.kubeconfig,
  };
});
after(async () => {
  await cluster[Symbol.asyncDispose]();
  folder[Symbol.dispose]();
});

/** What stands on the line after TAB. */
interface Row {
  readonly typed: string;
  readonly then: string;
}

const rows: readonly Row[] = [
  { typed: "lo", then: "logs " },
  { typed: "logs --all-n", then: "logs --all-namespaces " },
  { typed: "logs --request-time", then: "logs --request-timeout " },
  { typed: "logs -o logf", then: "logs -o logfmt " },
  { typed: "logs --output=logf", then: "logs --output=logfmt " },
  { typed: "logs --columns pod,mess", then: "logs --columns pod,message " },
  { typed: "logs -n sho", then: "logs -n shop " },
  { typed: "logs -n shop depl", then: "logs -n shop deploy/" },
  { typed: "logs -n shop deploy/w", then: "logs -n shop deploy/web " },
  { typed: "logs -n shop db-0/", then: "logs -n shop db-0/db " },
  { typed: "logs -n shop deploy/api/ser", then: "logs -n shop deploy/api/server " },
  { typed: "logs sho", then: "logs shop:" },
  { typed: "logs shop:deploy/w", then: "logs shop:deploy/web " },
  { typed: "logs -n shop deploy/api -c pro", then: "logs -n shop deploy/api -c proxy " },
  { typed: "logs --file sav", then: "logs --file saved.log " },
];

const showLine = String.raw`bind -x '"\C-xl": printf "\n⟨%s⟩\n" "$READLINE_LINE"'`;

suite("L30 completion in an interactive bash, behind kubectl kt, through kubectl's own completion", {
  skip: isOnPath("kubectl") ? false : "kubectl is not on PATH",
}, () => {
  let shell: InteractiveShell;
  before(async () => {
    shell = await startBash(`source ${existsSync(packaged) ? packaged : brought}`, "source <(kubectl completion bash)");
  });
  after(() => shell[Symbol.asyncDispose]());
  for (const { typed, then } of rows) {
    test(`kubectl kt ${typed}`, async () => {
      assert.equal(await shell.complete(`kubectl kt ${typed}`), `kubectl kt ${then}`);
    });
  }
});

suite("L30 completion in an interactive bash that has nothing but the script of kubectl kt completion bash", () => {
  let shell: InteractiveShell;
  before(async () => {
    shell = await startBash("source <(kubectl-kt completion bash --name kt)");
  });
  after(() => shell[Symbol.asyncDispose]());
  for (const name of ["kubectl-kt", "kubectl kt", "kt"]) {
    for (const { typed, then } of name === "kubectl-kt" ? rows : rows.slice(0, 5)) {
      test(`${name} ${typed}`, async () => {
        assert.equal(await shell.complete(`${name} ${typed}`), `${name} ${then}`);
      });
    }
  }
  test("several are listed with what they are", async () => {
    const shown = await shell.list("kubectl-kt ", /version .*\)/);
    assert.match(shown, /^logs +\(Logs of pods and workloads/m);
  });
  test("a cluster that does not answer is silent", async () => {
    const line = "kubectl-kt logs --server https://127.0.0.1:1 -n shop deploy/w";
    assert.equal(await shell.complete(line), line);
    assert.doesNotMatch(await shell.list("kubectl-kt ", /version .*\)/), /error|cannot/);
  });
});

suite("L30 completion in an interactive zsh, behind kubectl kt, through kubectl's own completion", {
  skip: isOnPath("zsh") && isOnPath("kubectl") ? false : "zsh or kubectl is not on PATH",
}, () => {
  let shell: InteractiveShell;
  before(async () => {
    shell = await startZsh("source <(kubectl completion zsh)");
  });
  after(() => shell[Symbol.asyncDispose]());
  for (const { typed, then } of rows) {
    test(`kubectl kt ${typed}`, async () => {
      assert.equal((await shell.complete(`kubectl kt ${typed}`)).trimEnd(), `kubectl kt ${then}`.trimEnd());
    });
  }
});

suite("L30 completion in an interactive zsh", { skip: isOnPath("zsh") ? false : "zsh is not on PATH" }, () => {
  let shell: InteractiveShell;
  before(async () => {
    shell = await startZsh("source <(kubectl-kt completion zsh --name kt)");
  });
  after(() => shell[Symbol.asyncDispose]());
  for (const name of ["kubectl-kt", "kubectl kt", "kt"]) {
    for (const { typed, then } of name === "kubectl-kt" ? rows : rows.slice(0, 5)) {
      test(`${name} ${typed}`, async () => {
        assert.equal((await shell.complete(`${name} ${typed}`)).trimEnd(), `${name} ${then}`.trimEnd());
      });
    }
  }
});

suite("L30 completion in fish, behind kubectl kt, through kubectl's own completion", {
  skip: isOnPath("fish") && isOnPath("kubectl") ? false : "fish or kubectl is not on PATH",
}, () => {
  for (const { typed, then } of rows) {
    test(`kubectl kt ${typed}`, async () => {
      const words = await offeredByFish("kubectl completion fish", `kubectl kt ${typed}`);
      assert.ok(words.includes(lastWord(then)), words.join(" "));
    });
  }
});

suite("L30 completion in fish", { skip: isOnPath("fish") ? false : "fish is not on PATH" }, () => {
  for (const name of ["kubectl-kt", "kubectl kt", "kt"]) {
    for (const { typed, then } of name === "kubectl-kt" ? rows : rows.slice(0, 5)) {
      test(`${name} ${typed}`, async () => {
        const words = await offeredByFish("kubectl-kt completion fish --name kt", `${name} ${typed}`);
        assert.ok(words.includes(lastWord(then)), words.join(" "));
      });
    }
  }
});

async function offeredByFish(script: string, typed: string): Promise<readonly string[]> {
  const command = `${script} | source; complete -C '${typed}'`;
  const { stdout } = await run("fish", ["--no-config", "-c", command], { env, cwd: folder.path });
  return stdout.split("\n").map((line) => line.split("\t")[0] ?? "");
}

function lastWord(line: string): string {
  return line.trimEnd().split(" ").at(-1) ?? "";
}

async function startZsh(setup: string): Promise<InteractiveShell> {
  return await InteractiveShell.start(
    "zsh -f",
    [
      `cd ${folder.path}`,
      "autoload -U compinit; compinit -D -u; unsetopt zle_bracketed_paste; setopt no_list_beep",
      setup,
      String.raw`show-line() { print -r -- "⟨$BUFFER⟩" }; zle -N show-line; bindkey "^Xl" show-line; bindkey "^U" kill-whole-line`,
    ],
    { ...env, PS1: "% " },
  );
}

async function startBash(...setup: readonly string[]): Promise<InteractiveShell> {
  const shell = await InteractiveShell.start(
    "bash --norc --noprofile -i",
    [
      `cd ${folder.path}`,
      "bind 'set enable-bracketed-paste off'",
      "bind 'set completion-query-items 0'",
      ...setup,
      showLine,
    ],
    { ...env, PS1: "$ " },
  );
  return shell;
}

const run = promisify(execFile);

function isOnPath(program: string): boolean {
  return spawnSync("sh", ["-c", `command -v ${program}`], { stdio: "ignore" }).status === 0;
}
