import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { main } from "../../src/cli/main.ts";
import { type FakeCluster, startFakeCluster } from "../../src/demo/server/fake-cluster.ts";
import { usualRules } from "../../src/demo/server/access/user.ts";
import { endAtRandom, follows, logs, slowHeaders } from "../support/faults.ts";
import { jsonEntries, sequenceTo } from "../support/json-entries.ts";
import { type RecordingIo, type RecordingIoOptions, recordingIo } from "../support/recording-io.ts";
import { systemError } from "../support/system-error.ts";

/** A cluster with finished logs of 100 lines in each of three pods, whose times interleave. */
async function startCluster(): Promise<FakeCluster> {
  const user = { name: "jane", rules: usualRules.podsAndLogs("shop") };
  const cluster = await startFakeCluster({ users: [user] });
  for (const [place, name] of ["web-1", "web-2", "web-3"].entries()) {
    const pod = cluster.world.addPod({ namespace: "shop", name, containers: ["main"], labels: { app: "web" } });
    for (let sequence = 1; sequence <= 100; sequence++) {
      const at = new Date(Date.parse("2026-11-21T08:00:00Z") + sequence * 1000 + place).toISOString();
      pod.container("main").writeLine(`id=${name} seq=${sequence} written`, { at });
    }
  }
  return cluster;
}

/** One run inside this process, as the user jane, who has only pods and their logs. */
interface Run {
  readonly io: RecordingIo;
  readonly exitCode: Promise<number>;
  /** Waits until standard output holds what is wanted. */
  until(isThere: (out: string) => boolean): Promise<void>;
}

function start(cluster: FakeCluster, words: readonly string[], options: RecordingIoOptions = {}): Run {
  const io = recordingIo(options);
  const kubeconfig = cluster.kubeconfig("jane", { namespace: "shop" });
  const exitCode = main(["logs", "--kubeconfig", kubeconfig, ...words], io);
  const until: Run["until"] = async (isThere) => {
    for (let attempt = 0; attempt < 3000; attempt++) {
      if (isThere(io.out())) return;
      await delay(10);
    }
    throw new Error(`waited for half a minute.\n${io.out().slice(-2000)}\n${io.err()}`);
  };
  return { io, exitCode, until };
}

function logQueries(cluster: FakeCluster): readonly URLSearchParams[] {
  return cluster.requests.filter(({ path }) => path.endsWith("/log")).map(({ query }) => query);
}

test("L3 for a user with one namespace nothing but pods and logs is asked for, and whether there are more rights", async () => {
  await using cluster = await startCluster();
  const run = start(cluster, ["-l", "app=web"]);
  assert.equal(await run.exitCode, 0);
  assert.equal(run.io.out().split("\n").length, 301);
  const paths = new Set(cluster.requests.map(({ path }) => path.replace(/web-\d/, "POD")));
  const pods = "/api/v1/namespaces/shop/pods";
  const review = "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews";
  assert.deepEqual([...paths].toSorted(), [pods, `${pods}/POD/log`, review]);
});

test("L8 a plain --tail asks each container for its last lines only, and a filter for all of them", async () => {
  await using cluster = await startCluster();
  assert.equal(await start(cluster, ["-l", "app=web", "--tail", "5"]).exitCode, 0);
  for (const query of logQueries(cluster)) assert.ok(Number(query.get("tailLines")) >= 5, query.toString());
  const before = logQueries(cluster).length;
  assert.equal(await start(cluster, ["-l", "app=web", "--tail", "5", "-g", "seq=7 "]).exitCode, 0);
  const whole = logQueries(cluster)
    .slice(before)
    .filter((query) => query.get("tailLines") === null);
  assert.equal(whole.length, 3);
});

test("L8 --limit-bytes counts what --tail leaves", async () => {
  await using cluster = await startCluster();
  const run = start(cluster, ["-l", "app=web", "--tail", "5", "--limit-bytes", "40", "-o", "raw"]);
  assert.equal(await run.exitCode, 0);
  assert.equal(run.io.out(), "id=web-2 seq=99 written\nid=web-3 seq=99 w\n");
});

test("L9 L32 a window before the current run ends without a line, exit code 0, and says where its lines are", async () => {
  await using cluster = await startCluster();
  for (const name of ["web-1", "web-2"]) cluster.world.pod("shop", name).container("main").restart();
  const window = [
    "-l",
    "app=web",
    "--since",
    "2026-11-21T08:00:00Z",
    "--until",
    "2026-11-21T08:00:10Z",
    "--count-by",
    "level",
  ];
  const run = start(cluster, window);
  assert.equal(await run.exitCode, 0);
  assert.match(
    run.io.err(),
    /warning: 2 containers began later than the time asked for .*earlier instances\n {2}hint: --instances all /,
  );
});

const noProgram = 'exec: "/no/such": stat /no/such: no such file or directory';

for (const waiting of [{ reason: "RunContainerError", message: noProgram }, { reason: "CrashLoopBackOff" }]) {
  test(`L31 a container that could never start (${waiting.reason}) is an error that says why, whatever is asked of its log`, async () => {
    await using cluster = await startCluster();
    const terminated = {
      ...{ exitCode: 128, reason: "StartError", message: noProgram, containerID: "containerd://x" },
      ...{ startedAt: "1970-01-01T00:00:00Z", finishedAt: "2026-11-21T08:00:00Z" },
    };
    const status = { name: "main", restartCount: 3, containerID: "containerd://x", ready: false };
    const states = { state: { waiting }, lastState: { terminated } };
    cluster.world
      .addPod({ namespace: "shop", name: "badcmd", containers: ["main"], isStarted: false })
      .show({ status: { containerStatuses: [{ ...status, ...states }] } });
    const said =
      `kubectl kt: error: shop/badcmd/main: has not started: StartError: ${noProgram}\n` +
      "  hint: kubectl kt diagnose badcmd -n shop";
    for (const words of [[], ["--since", "5m"], ["--tail", "3"], ["--previous"], ["--instances", "all"]]) {
      const run = start(cluster, ["badcmd", ...words]);
      assert.equal(await run.exitCode, 1, words.join(" "));
      assert.equal(run.io.out(), "");
      assert.ok(run.io.err().startsWith(said), `${words.join(" ")}: ${run.io.err()}`);
    }
    const beside = start(cluster, ["badcmd", "web-1"]);
    assert.equal(await beside.exitCode, 0);
    assert.equal(beside.io.out().split("\n").length, 101);
    assert.match(beside.io.err(), /^kubectl kt: warning: shop\/badcmd\/main: has not started: StartError: /);
  });
}

const silent = "kubectl kt: shop/silent/main: its log is empty: nothing was written, or all of it was rotated away";
const diagnose = "hint: kubectl kt diagnose silent -n shop";
const silences: readonly (readonly [words: readonly string[], said: string])[] = [
  [["silent"], `${silent}\n  ${diagnose}`],
  [["silent", "--count-by", "level"], `${silent}\n  ${diagnose}`],
  [["silent", "-g", "x"], `${silent}\n  ${diagnose}`],
  [["silent", "--tail", "0"], ""],
  [["silent", "-q"], ""],
  [["silent", "web-1"], ""],
  [
    ["silent", "quiet"],
    "kubectl kt: the logs of all 2 containers are empty: nothing was written, or all of it was rotated away\n" +
      "  hint: --dry-run lists the containers with their states",
  ],
  [
    ["web-1", "--until", "2020-01-01T00:00:00Z"],
    "kubectl kt: shop/web-1/main: no line lies within --until 2020-01-01T00:00:00Z\n" +
      "  hint: without --until the same command prints what there is",
  ],
];

test("L31 on a terminal a read without a line says that the log is empty, and in a script nothing", async () => {
  await using cluster = await startCluster();
  for (const name of ["silent", "quiet"]) cluster.world.addPod({ namespace: "shop", name, containers: ["main"] });
  for (const [words, said] of silences) {
    for (const isTerminal of [true, false]) {
      const run = start(cluster, words, { isTerminal, env: { NO_COLOR: "1" } });
      assert.equal(await run.exitCode, 0);
      const err = run.io.err();
      if (isTerminal && said !== "") assert.ok(err.includes(said), `${words.join(" ")}: ${err}`);
      else assert.doesNotMatch(err, /is empty|are empty|no line/u, words.join(" "));
    }
  }
});

test("L4 --insecure-skip-tls-verify-backend reaches the API server", async () => {
  await using cluster = await startCluster();
  assert.equal(await start(cluster, ["web-1", "--insecure-skip-tls-verify-backend"]).exitCode, 0);
  assert.equal(logQueries(cluster)[0]?.get("insecureSkipTLSVerifyBackend"), "true");
});

test("L17 --max-streams 2 reads no more than two logs at the same time", async () => {
  await using cluster = await startCluster();
  let open = 0;
  let mostOpen = 0;
  cluster.faults.add({
    matches: ({ path }) => path.endsWith("/log"),
    answer: async () => {
      mostOpen = Math.max(mostOpen, ++open);
      await delay(30);
      open--;
      return false;
    },
  });
  const run = start(cluster, ["-l", "app=web", "--max-streams", "2", "-o", "json"]);
  assert.equal(await run.exitCode, 0);
  assert.equal(mostOpen, 2);
  const times = jsonEntries(run.io.out()).map(({ timestamp }) => timestamp);
  assert.equal(times.length, 300);
  assert.deepEqual(times, times.toSorted());
});

test("L14 L16 L31 a follow over random cuts prints every line once, and Ctrl-C ends it with what has arrived", async () => {
  await using cluster = await startCluster();
  const pod = cluster.world.addPod({ namespace: "shop", name: "live", containers: ["main"] });
  const random = seeded(7);
  cluster.faults.add(endAtRandom(random, 4000, "reset", { ...follows, times: 4 }));
  cluster.faults.add(endAtRandom(random, 4000, "end", { ...follows, times: 4 }));
  const run = start(cluster, ["live", "-f", "--all", "-o", "json"]);
  for (let sequence = 1; sequence <= 2000; sequence++) {
    pod.container("main").writeLine(`id=live seq=${sequence} written`);
    if (sequence % 10 === 0) await delay(4);
  }
  await run.until((out) => out.includes("seq=2000 "));
  run.io.signal("SIGINT");
  assert.equal(await run.exitCode, 130);
  assert.deepEqual(
    jsonEntries(run.io.out()).map(({ sequence }) => sequence),
    sequenceTo(2000),
  );
  assert.ok(logQueries(cluster).length >= 8);
});

test("L16 a reader that goes away ends a follow at once and quietly, and closes its streams", async () => {
  await using cluster = await startCluster();
  const run = start(cluster, ["-l", "app=web", "-f"], { write: () => Promise.reject(systemError("EPIPE")) });
  assert.equal(await run.exitCode, 141);
  assert.equal(run.io.err(), "");
  for (let attempt = 0; attempt < 100 && cluster.openLogs.size > 0; attempt++) await delay(10);
  assert.equal(cluster.openLogs.size, 0);
});

test("L31 a disk that becomes full in the middle of a follow is a failure", async () => {
  await using cluster = await startCluster();
  const run = start(cluster, ["-l", "app=web", "-f"], { write: () => Promise.reject(systemError("ENOSPC")) });
  assert.equal(await run.exitCode, 1);
  assert.match(run.io.err(), /^kubectl kt: error: cannot write to standard output: no space left/);
});

test("L31 what nobody caught ends a follow in order, as a defect in one line", async () => {
  await using cluster = await startCluster();
  const run = start(cluster, ["-l", "app=web", "-f"]);
  await run.until((out) => out.includes("seq=100 "));
  run.io.uncaught(new TypeError("nobody thought of this"));
  assert.equal(await run.exitCode, 1);
  assert.match(run.io.err(), /^kubectl kt: error: unexpected TypeError: nobody thought of this\n {2}hint: .*-v.*\n$/);
});

test("L16 L31 a reader of --dry-run that goes away is no failure", async () => {
  await using cluster = await startCluster();
  const run = start(cluster, ["web-1", "--dry-run"], { write: () => Promise.reject(systemError("EPIPE")) });
  assert.equal(await run.exitCode, 141);
  assert.equal(run.io.err(), "");
});

test("L28 a terminal is told what a run is waiting for, and the line is gone when entries come", async () => {
  await using cluster = await startCluster();
  cluster.faults.add(slowHeaders(900, logs));
  const run = start(cluster, ["web-1", "--color", "never"], { isTerminal: true });
  assert.equal(await run.exitCode, 0);
  assert.match(run.io.err(), /\r\u001b\[K1 container, waiting for lines, \d s/);
  assert.match(run.io.err(), /\r\u001b\[K(?:kubectl kt: these are the last 10 lines.*\n.*\n)?$/);
});

test("L26 only entries go to standard output", async () => {
  await using cluster = await startCluster();
  const run = start(cluster, ["web-1", "pod/nosuch", "-v", "--tail", "3"]);
  assert.equal(await run.exitCode, 3);
  assert.equal(run.io.out().split("\n").length, 4);
  assert.match(run.io.err(), /kubectl kt: error: .*nosuch/);
});

/** Numbers from 0 to below 1, the same ones for the same seed. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state / 2_147_483_648;
  };
}

test("L25 --stream reads only what was written there, also the last lines of it, and says so in JSON", async () => {
  const user = { name: "jane", rules: usualRules.podsAndLogs("shop") };
  await using cluster = await startFakeCluster({ users: [user], featureGates: { PodLogsQuerySplitStreams: true } });
  const pod = cluster.world.addPod({ namespace: "shop", name: "web-1", containers: ["main"] });
  for (let sequence = 1; sequence <= 20; sequence++) {
    pod.container("main").writeLine(`seq=${sequence}`, { stream: sequence % 4 === 0 ? "stderr" : "stdout" });
  }
  const run = start(cluster, [
    "web-1",
    "--stream",
    "stderr",
    "--tail",
    "2",
    "-o",
    "logfmt",
    "--columns",
    "stream,message",
  ]);
  assert.equal(await run.exitCode, 0, run.io.err());
  assert.equal(run.io.out(), 'stream=stderr message="seq=16"\nstream=stderr message="seq=20"\n');
});

test("L25 L31 --stream on a cluster without the feature gate says which one is missing", async () => {
  await using cluster = await startCluster();
  const run = start(cluster, ["-l", "app=web", "--stream", "stderr"]);
  assert.equal(await run.exitCode, 1);
  const gate = "the feature gate PodLogsQuerySplitStreams is off";
  const [error, hint, ...rest] = run.io.err().split("\n");
  assert.equal(error, `kubectl kt: error: this cluster cannot give one stream of a log apart: ${gate}`);
  assert.match(hint ?? "", /^ {2}hint: leave out --stream/);
  assert.deepEqual(rest, [""], "said once for all containers");
});
