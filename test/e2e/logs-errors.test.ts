import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { createCertificateAuthority } from "../../src/demo/server/tls/certificate-authority.ts";
import type { E2eCluster } from "../support/e2e-cluster.ts";
import { openE2eCluster } from "../support/open-e2e-cluster.ts";
import { type Finished, runExecutable } from "../support/executable.ts";

let cluster: E2eCluster;
let folder: string;

before(async () => {
  cluster = await openE2eCluster();
  folder = await mkdtemp(join(tmpdir(), "kubectl-kt-errors-"));
});
after(async () => {
  await cluster[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

/** What came of a bad command line: nothing on stdout, one error with a hint, no stack trace. */
function assertError({ exitCode, out, err }: Finished, expected: Told): void {
  assert.equal(exitCode, expected.exitCode, err);
  assert.equal(out, "");
  assert.match(err, expected.message);
  assert.match(err, /^kubectl kt: error: /m);
  assert.match(err, expected.hint);
  assert.match(err, /^ {2}hint: ./m);
  assert.doesNotMatch(err, /\n\s+at |node:internal|\.ts:\d|\.mjs:\d/);
}

/** What is said to a bad command line. */
interface Told {
  readonly exitCode: number;
  readonly message: RegExp;
  readonly hint: RegExp;
}

const mistakes: readonly (Told & { readonly title: string; readonly words: readonly string[] })[] = [
  {
    title: "an unknown type",
    words: ["-n", "shop", "deploymnt/web"],
    exitCode: 1,
    message: /"deploymnt" is no type that the cluster knows/,
    hint: /kubectl kt logs deployment\/web/,
  },
  {
    title: "an unknown pod",
    words: ["-n", "shop", "pod/db-2"],
    exitCode: 1,
    message: /"db-2" does not exist in namespace "shop"/,
    hint: /db-0/,
  },
  {
    title: "a word that matches no pod",
    words: ["-n", "shop", "nosuch"],
    exitCode: 4,
    message: /no pod in namespace "shop" matches "nosuch"/,
    hint: /web-/,
  },
  {
    title: "a selector that matches no pod",
    words: ["-n", "shop", "-l", "app=nosuch"],
    exitCode: 4,
    message: /no pod in namespace "shop" is selected by -l app=nosuch/,
    hint: /Values of the label app: .*web/,
  },
  {
    title: "an unknown workload",
    words: ["-n", "shop", "deploy/wbe"],
    exitCode: 1,
    message: /deployment "wbe" does not exist in namespace "shop"/,
    hint: /kubectl kt logs deploy\/web/,
  },
  {
    title: "an unknown container",
    words: ["shop:deploy/api/prxy"],
    exitCode: 1,
    message: /has no container prxy/,
    hint: /server, proxy/,
  },
  {
    title: "kubectl's POD CONTAINER",
    words: ["-n", "odd", "mixed", "main"],
    exitCode: 2,
    message: /"main" is a container of mixed, and no pod/,
    hint: /kubectl kt logs mixed\/main/,
  },
  {
    title: "an unknown context",
    words: ["--context", "nosuch", "web"],
    exitCode: 1,
    message: /context "nosuch" is not in the kubeconfig/,
    hint: /kubectl config get-contexts/,
  },
  {
    title: "an unknown namespace",
    words: ["-n", "shpo", "deploy/web"],
    exitCode: 1,
    message: /namespace "shpo" does not exist/,
    hint: /shop/,
  },
  {
    title: "a bad regular expression",
    words: ["shop:deploy/web", "-g", "(a"],
    exitCode: 2,
    message: /--grep "\(a"/,
    hint: /--fixed-strings/,
  },
  {
    title: "a bad regular expression for pods",
    words: ["-n", "shop", "web-("],
    exitCode: 2,
    message: /web-\(/,
    hint: /hint/,
  },
  {
    title: "a bad duration",
    words: ["web", "--since", "1x"],
    exitCode: 2,
    message: /--since "1x"/,
    hint: /--since 1h30m/,
  },
  {
    title: "--since after --until",
    words: ["web", "--since", "1h", "--until", "2h"],
    exitCode: 2,
    message: /--since "1h" is later than --until "2h"/,
    hint: /would be from/,
  },
  {
    title: "a relative --since after an absolute --until, by the server's clock",
    words: ["shop:db-0", "--since", "1h", "--until", "2020-01-01T00:00:00Z"],
    exitCode: 2,
    message: /--since "1h" is later than --until/,
    hint: /would be from/,
  },
  {
    title: "a dead server",
    words: ["--server", "https://127.0.0.1:1", "web"],
    exitCode: 1,
    message: /cannot reach the API server https:\/\/127\.0\.0\.1:1/,
    hint: /kubectl cluster-info/,
  },
  {
    title: "a container that has not started",
    words: ["odd:noimage"],
    exitCode: 1,
    message:
      /^kubectl kt: error: odd\/noimage\/noimage: has not started: ErrImageNeverPull: .*image "kt\.local\/absent:1" is not present/m,
    hint: /kubectl kt diagnose noimage -n odd/,
  },
  {
    title: "containers that have not started, also with --quiet",
    words: ["-q", "odd:noimage", "odd:pending"],
    exitCode: 1,
    message:
      /^kubectl kt: error: odd\/noimage\/noimage: has not started: ErrImageNeverPull: .*image "kt\.local\/absent:1" is not present/m,
    hint: /kubectl kt diagnose pending -n odd/,
  },
  {
    title: "a pod without a node",
    words: ["odd:pending"],
    exitCode: 1,
    message: /^kubectl kt: error: odd\/pending\/pending: has no node yet, so there is nothing to read$/m,
    hint: /kubectl kt diagnose pending -n odd/,
  },
];

for (const mistake of mistakes) {
  test(`L31 bad input: ${mistake.title}: ${mistake.words.join(" ")}`, async () => {
    assertError(await runExecutable(["logs", "--kubeconfig", cluster.kubeconfig, ...mistake.words]), mistake);
  });
}

test("L31 bad input: no previous instance, of a pod that was never restarted", async () => {
  const { kubeconfig, namespace } = cluster;
  await cluster.addWriter({ name: "young", lines: 5, linesPerSecond: 0, then: "sleep" });
  assertError(await runExecutable(["logs", "--kubeconfig", kubeconfig, `${namespace}:young`, "-p", "--all"]), {
    exitCode: 1,
    message: new RegExp(`^kubectl kt: error: ${namespace}/young/writer: has no previous instance`, "m"),
    hint: new RegExp(`kubectl get pod young -n ${namespace}`),
  });
});

async function writeFileIn(name: string, text: string): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, text);
  return path;
}

test("L31 bad input: a kubeconfig that is not there", async () => {
  const kubeconfig = join(folder, "absent");
  assertError(await runExecutable(["logs", "--kubeconfig", kubeconfig, "web"]), {
    exitCode: 1,
    message: /cannot read the kubeconfig .*absent: there is no such file/,
    hint: /hint/,
  });
});

test("L31 bad input: a kubeconfig that is no YAML, nothing of which is shown", async () => {
  const kubeconfig = await writeFileIn("broken", "users: [{name: x, user: {token: secret-token}\n  - nonsense: [");
  const finished = await runExecutable(["logs", "--kubeconfig", kubeconfig, "web"]);
  assertError(finished, { exitCode: 1, message: /kubeconfig .*broken/, hint: /hint/ });
  assert.doesNotMatch(finished.err, /secret-token/);
});

test("L31 bad input: an exec plugin that fails", async () => {
  const kubeconfig = await writeFileIn(
    "exec",
    JSON.stringify({
      apiVersion: "v1",
      kind: "Config",
      "current-context": "x",
      contexts: [{ name: "x", context: { cluster: "x", user: "x" } }],
      clusters: [{ name: "x", cluster: { server: cluster.server, "insecure-skip-tls-verify": true } }],
      users: [
        {
          name: "x",
          user: {
            exec: {
              apiVersion: "client.authentication.k8s.io/v1",
              command: "sh",
              args: ["-c", "echo you must log in first >&2; exit 7"],
              interactiveMode: "Never",
            },
          },
        },
      ],
    }),
  );
  assertError(await runExecutable(["logs", "--kubeconfig", kubeconfig, "web"]), {
    exitCode: 1,
    message: /\bsh\b.*(?:7|failed)/,
    hint: /hint/,
  });
});

test("L31 bad input: a certificate authority that did not sign the server's certificate", async () => {
  const other = createCertificateAuthority("another-ca", Date.now());
  const path = await writeFileIn("other.crt", other.certPem);
  const words = ["logs", "--kubeconfig", cluster.kubeconfig, "--certificate-authority", path, "web"];
  assertError(await runExecutable(words), { exitCode: 1, message: /certificate/, hint: /hint/ });
});

test("L31 rights: who may see pods but not read their logs is told which right is missing, and gets exit code 1", async () => {
  const kubeconfig = await cluster.userKubeconfig("podsWithoutLogs", ["shop"]);
  assertError(await runExecutable(["logs", "--kubeconfig", kubeconfig, "deploy/web"]), {
    exitCode: 1,
    message: /pods\/log/,
    hint: /create (?:role|rolebinding|clusterrole)|auth can-i/,
  });
});

test("L31 rights: no rights at all", async () => {
  const kubeconfig = await cluster.userKubeconfig("podsAndLogs", ["shop"]);
  assertError(await runExecutable(["logs", "--kubeconfig", kubeconfig, "-n", "odd", "mixed"]), {
    exitCode: 1,
    message: /pods.*odd|odd.*pods/,
    hint: /hint/,
  });
});

test("L31 rights: who may not act as another is told that, and nothing of rights to logs", async () => {
  const kubeconfig = await cluster.userKubeconfig("podsAndLogs", ["shop"]);
  assertError(await runExecutable(["logs", "--kubeconfig", kubeconfig, "deploy/web", "--as", "jane"]), {
    exitCode: 1,
    message: /has no right to act as "jane"/,
    hint: /create clusterrole kubectl-kt-act-as-jane-\S+ --verb=impersonate --resource=users --resource-name=jane && /,
  });
});

test("L3 L31 several namespaces: one that does not exist is told with near names, and the exit code is 3", async () => {
  const words = ["logs", "--kubeconfig", cluster.kubeconfig, "-n", "shop,od", "deploy/web", "--tail", "1"];
  const { exitCode, out, err } = await runExecutable(words);
  assert.equal(exitCode, 3);
  assert.equal(out.split("\n").length, 2);
  assert.match(err, /error: namespace "od" does not exist\n {2}hint: Did you mean odd\?/);
});

test("L31 several sources: what is there is read, the rest is told, and the exit code is 3", async () => {
  const words = ["logs", "--kubeconfig", cluster.kubeconfig, "-n", "shop", "db-0", "deploy/nosuch", "--tail", "1"];
  const { exitCode, out, err } = await runExecutable(words);
  assert.equal(exitCode, 3);
  assert.equal(out.split("\n").length, 2);
  assert.match(err, /^kubectl kt: error: .*nosuch.*\n {2}hint: /);
});

test("L31 a finished read of a container that has not started beside one that has is complete", async () => {
  const words = ["logs", "--kubeconfig", cluster.kubeconfig, "-n", "odd", "noimage", "mixed/main", "--tail", "1"];
  const { exitCode, out, err } = await runExecutable(words);
  assert.equal(exitCode, 0);
  assert.equal(out.split("\n").length, 2);
  assert.match(
    err,
    /^kubectl kt: warning: odd\/noimage\/noimage: has not started: ErrImageNeverPull: .*image "kt\.local\/absent:1" is not present/m,
  );
});

test("L31 H3 a hint of files names files, and not logs", async () => {
  assertError(await runExecutable(["files", "--kubeconfig", cluster.kubeconfig, "-n", "shop", "deploy/wbe"]), {
    exitCode: 1,
    message: /deployment "wbe" does not exist/,
    hint: /hint: Did you mean web\? kubectl kt files deploy\/web -n shop/,
  });
});

test("L31 H3 files takes text and json for -o, and none of the other formats of logs", async () => {
  for (const format of ["csv", `dir=${join(folder, "files")}`]) {
    assertError(await runExecutable(["files", "--kubeconfig", cluster.kubeconfig, "web", "-o", format]), {
      exitCode: 2,
      message: /--output ".*" is none of text, json/,
      hint: /example: --output text/,
    });
  }
});
