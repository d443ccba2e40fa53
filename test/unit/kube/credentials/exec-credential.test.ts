import assert from "node:assert/strict";
import { mkdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { hasCode } from "../../../../src/errors/kt-error.ts";
import type { ConnectOptions } from "../../../../src/kube/connect-options.ts";
import { ExecCredential } from "../../../../src/kube/credentials/exec-credential.ts";
import { type ScratchFolder, scratchFolder } from "../../../support/scratch-folder.ts";

const v1 = "client.authentication.k8s.io/v1";

interface Setup {
  /** Fields of `exec`. */
  readonly exec?: Readonly<Record<string, unknown>>;
  readonly options?: Partial<ConnectOptions>;
  readonly onNewCertificate?: () => void;
  readonly closing?: AbortSignal;
}

function credential(script: string, folder: ScratchFolder, setup: Setup = {}): ExecCredential {
  const command = folder.write("plugin", `#!/bin/sh\necho run >> '${folder.path}/runs'\n${script}\n`, 0o700);
  return new ExecCredential({
    access: {
      context: "dev",
      namespace: "default",
      server: new URL("https://one.example:6443"),
      cluster: {
        name: "c1",
        server: "https://one.example:6443",
        skipTLSVerify: false,
        caData: "QUJD",
        tlsServerName: "kube",
        disableCompression: false,
        execExtension: { audience: "x" },
      },
      user: { name: "jane", exec: { apiVersion: v1, command, interactiveMode: "Never", ...setup.exec } },
    },
    options: { env: { PATH: process.env["PATH"] }, ...setup.options },
    onNewCertificate: setup.onNewCertificate ?? (() => {}),
    closing: setup.closing ?? new AbortController().signal,
  });
}

function runsIn(folder: ScratchFolder): number {
  return readFileSync(`${folder.path}/runs`, "utf8").trim().split("\n").length;
}

const answer = (status: Readonly<Record<string, unknown>>, apiVersion: string = v1): string =>
  `cat <<'EOF'\n${JSON.stringify({ apiVersion, kind: "ExecCredential", status })}\nEOF`;

test("L29 plugin: requests at the same time wait for one run, later ones use what it gave", async () => {
  using folder = scratchFolder();
  const exec = credential(`sleep 0.1\n${answer({ token: "abc" })}`, folder);
  const values = await Promise.all(Array.from({ length: 50 }, () => exec.authorization()));
  assert.deepEqual(new Set(values), new Set(["Bearer abc"]));
  await exec.authorization();
  assert.equal(runsIn(folder), 1);
});

test("L29 plugin: it runs again when its token has expired, and not before", async () => {
  using folder = scratchFolder();
  let nowMs = Date.parse("2026-11-21T10:00:00Z");
  const script = answer({ token: "abc", expirationTimestamp: "2026-11-21T10:05:00Z" });
  const exec = credential(script, folder, { options: { nowMs: () => nowMs } });
  await exec.authorization();
  nowMs += 299_000;
  await exec.authorization();
  assert.equal(runsIn(folder), 1);
  nowMs += 1000;
  await exec.authorization();
  assert.equal(runsIn(folder), 2);
});

test("L14 plugin: after a 401 it runs again, but only once for all who were refused the same token", async () => {
  using folder = scratchFolder();
  const script = `n=$(wc -l < '${folder.path}/runs')\necho '{"apiVersion":"${v1}","kind":"ExecCredential","status":{"token":"t'$((n))'"}}'`;
  const exec = credential(script, folder);
  assert.equal(await exec.authorization(), "Bearer t1");
  assert.equal(exec.renew("Bearer t1"), true);
  assert.equal(await exec.authorization(), "Bearer t2");
  assert.equal(exec.renew("Bearer t1"), true);
  assert.equal(await exec.authorization(), "Bearer t2");
});

test("L29 plugin: a certificate is used for connections, and a new one is told", async () => {
  using folder = scratchFolder();
  let newCertificates = 0;
  const script = `n=$(wc -l < '${folder.path}/runs')\n[ $n -gt 2 ] && n=2\necho '{"apiVersion":"${v1}","kind":"ExecCredential","status":{"clientCertificateData":"cert'$((n))'","clientKeyData":"key"}}'`;
  const exec = credential(script, folder, { onNewCertificate: () => newCertificates++ });
  assert.deepEqual(await exec.certificate(), { cert: "cert1", key: "key" });
  assert.equal(await exec.authorization(), undefined);
  exec.renew(undefined);
  assert.deepEqual(await exec.certificate(), { cert: "cert2", key: "key" });
  exec.renew(undefined);
  await exec.certificate();
  assert.equal(newCertificates, 2);
});

test("L29 plugin: it gets its arguments, its environment and, when it asks, the cluster", async () => {
  using folder = scratchFolder();
  const script = `printf '%s|%s|%s' "$1" "$AUDIENCE" "$KUBERNETES_EXEC_INFO" > '${folder.path}/seen'\n${answer({ token: "abc" })}`;
  const env = [{ name: "AUDIENCE", value: "me" }];
  await credential(script, folder, { exec: { args: ["--login"], env, provideClusterInfo: true } }).authorization();
  const [argument, audience, info = ""] = readFileSync(`${folder.path}/seen`, "utf8").split("|");
  assert.deepEqual([argument, audience], ["--login", "me"]);
  assert.deepEqual(JSON.parse(info), {
    apiVersion: v1,
    kind: "ExecCredential",
    spec: {
      interactive: false,
      cluster: {
        server: "https://one.example:6443",
        "tls-server-name": "kube",
        "certificate-authority-data": "QUJD",
        config: { audience: "x" },
      },
    },
  });
});

test("L29 plugin: v1beta1 works as well", async () => {
  using folder = scratchFolder();
  const apiVersion = "client.authentication.k8s.io/v1beta1";
  const exec = credential(answer({ token: "old" }, apiVersion), folder, { exec: { apiVersion } });
  assert.equal(await exec.authorization(), "Bearer old");
});

test("L29 plugin: what it says on stderr is passed on while it runs", async () => {
  using folder = scratchFolder();
  let said = "";
  const script = `echo 'open https://login.example' >&2\n${answer({ token: "abc" })}`;
  await credential(script, folder, { options: { onPluginStderr: (text) => (said += text) } }).authorization();
  assert.equal(said, "open https://login.example\n");
});

const failures: readonly {
  title: string;
  script: string;
  exec?: Record<string, unknown>;
  message: RegExp;
  hint: RegExp;
}[] = [
  {
    title: "that fails",
    script: "echo 'session expired, log in' >&2\nexit 3",
    message: /failed with exit code 3: session expired, log in/,
    hint: /^run ".*plugin" by hand/,
  },
  { title: "that is killed", script: "kill -9 $$", message: /was ended by SIGKILL/, hint: /^run .* by hand/ },
  {
    title: "that prints garbage",
    script: "echo s3cret",
    message: /not an ExecCredential in JSON/,
    hint: /^run .* by hand/,
  },
  {
    title: "that prints other JSON",
    script: `echo '{"token":"s3cret"}'`,
    message: /not an ExecCredential in JSON/,
    hint: /by hand/,
  },
  {
    title: "of another version",
    script: answer({ token: "s3cret" }, "client.authentication.k8s.io/v1alpha1"),
    message: /version client.authentication.k8s.io\/v1alpha1 where/,
    hint: /by hand/,
  },
  {
    title: "without a status",
    script: `echo '{"apiVersion":"${v1}","kind":"ExecCredential"}'`,
    message: /without a status/,
    hint: /by hand/,
  },
  { title: "without a credential", script: answer({}), message: /neither a token nor a certificate/, hint: /by hand/ },
  {
    title: "with half a certificate",
    script: answer({ clientKeyData: "s3cret" }),
    message: /certificate without its key/,
    hint: /by hand/,
  },
  {
    title: "with a strange date",
    script: answer({ token: "s3cret", expirationTimestamp: "soon" }),
    message: /expirationTimestamp that is none: soon/,
    hint: /by hand/,
  },
  {
    title: "that must ask, without a terminal",
    script: "",
    exec: { interactiveMode: "Always" },
    message: /needs a terminal/,
    hint: /by hand in a terminal/,
  },
  {
    title: "that is missing",
    script: "",
    exec: { command: "kubectl-kt-no-such-plugin", installHint: "brew install it" },
    message: /is not installed, or not in PATH/,
    hint: /^brew install it$/,
  },
];

for (const { title, script, exec, message, hint } of failures) {
  test(`L31 plugin: one ${title} is a clear error that names user and command and shows no secret`, async () => {
    using folder = scratchFolder();
    await assert.rejects(
      credential(script, folder, exec === undefined ? {} : { exec }).authorization(),
      (error: Error) => {
        assert.ok(hasCode(error, "KT_CREDENTIALS"));
        assert.match(error.message, message);
        assert.match(error.message, /plugin" of user "jane"/);
        assert.match(error.hint ?? "", hint);
        assert.ok(!`${error.stack} ${error.hint}`.includes("s3cret"));
        return true;
      },
    );
  });
}

test("L31 plugin: one that is missing is told so, too, where a folder of PATH may not be searched", async () => {
  using folder = scratchFolder();
  const command = "kubectl-kt-no-such-plugin";
  mkdirSync(`${folder.path}/closed`, { mode: 0o600 });
  // To root every folder is open; a folder that has the command's name gives the same error.
  mkdirSync(`${folder.path}/${command}`);
  const options = { env: { PATH: `${folder.path}/closed:${folder.path}` } };
  await assert.rejects(credential("", folder, { exec: { command }, options }).authorization(), /is not installed/);
});

test("L31 plugin: one that is there and may not be run is told so", async () => {
  using folder = scratchFolder();
  folder.write("kubectl-kt-closed-plugin", "#!/bin/sh\n", 0o600);
  const options = { env: { PATH: folder.path } };
  const exec = { command: "kubectl-kt-closed-plugin" };
  await assert.rejects(credential("", folder, { exec, options }).authorization(), /cannot be run: .*EACCES/);
});

test("L29 plugin: one that failed is run again for the next request", async () => {
  using folder = scratchFolder();
  const script = `[ -e '${folder.path}/ok' ] || { touch '${folder.path}/ok'; exit 1; }\n${answer({ token: "abc" })}`;
  const exec = credential(script, folder);
  await assert.rejects(exec.authorization());
  assert.equal(await exec.authorization(), "Bearer abc");
});

const unusable: readonly { title: string; exec: Record<string, unknown>; message: RegExp }[] = [
  {
    title: "an unknown version",
    exec: { apiVersion: "client.authentication.k8s.io/v1alpha1" },
    message: /v1 and v1beta1/,
  },
  {
    title: "an unknown interactiveMode",
    exec: { interactiveMode: "Sometimes" },
    message: /Never, IfAvailable and Always/,
  },
  { title: "no command", exec: { command: "" }, message: /has no command/ },
];

for (const { title, exec, message } of unusable) {
  test(`L31 plugin: ${title} is a fault of the kubeconfig`, () => {
    using folder = scratchFolder();
    assert.throws(
      () => credential("", folder, { exec }),
      (error: Error) => hasCode(error, "KT_KUBECONFIG") && message.test(error.message),
    );
  });
}

test("L29 plugin: a command with a path counts from the folder of the kubeconfig", async () => {
  using folder = scratchFolder();
  folder.write("plugin.sh", `#!/bin/sh\n${answer({ token: "near" })}\n`, 0o700);
  const access = {
    context: "",
    namespace: "default",
    server: new URL("https://one.example"),
    cluster: { name: "", server: "", skipTLSVerify: false, disableCompression: false, execExtension: undefined },
    user: { name: "jane", file: `${folder.path}/config`, exec: { apiVersion: v1, command: "./plugin.sh" } },
  };
  const exec = new ExecCredential({
    access,
    options: { env: {} },
    onNewCertificate: () => {},
    closing: new AbortController().signal,
  });
  assert.equal(await exec.authorization(), "Bearer near");
});

test("L29 plugin: one that runs when the client is closed is ended", async () => {
  using folder = scratchFolder();
  const closing = new AbortController();
  const waiting = credential("exec sleep 60", folder, { closing: closing.signal }).authorization();
  setTimeout(() => closing.abort(new Error("closed")), 50);
  await assert.rejects(waiting, /^Error: closed$/);
});
