import assert from "node:assert/strict";
import { join } from "node:path";
import { suite, test } from "node:test";
import { main } from "../../src/cli/main.ts";
import type { FakeCluster } from "../../src/demo/server/fake-cluster.ts";
import { crash, waiting, webPod } from "../support/diagnose-rows.ts";
import { startDiagnoseCluster } from "../support/diagnose-run.ts";
import { recordingIo } from "../support/recording-io.ts";
import { lineAt } from "../support/report-folder.ts";
import { runReport } from "../support/report-run.ts";
import { scratchFolder } from "../support/scratch-folder.ts";

/** A pod of a Deployment's revision that goes on well, and one of the next that fails. */
function halfRolledOut({ world }: FakeCluster): void {
  const good = world.addPod({ ...webPod, name: "web-old", labels: { app: "web", "pod-template-hash": "1" } });
  for (let n = 0; n < 20; n++) good.container().writeLine(`level=info msg="request served" n=${n}`);
  good.container().writeLine('level=error msg="a client went away" n=3');
  const bad = world.addPod({ ...webPod, name: "web-new", labels: { app: "web", "pod-template-hash": "2" } });
  const container = bad.container();
  container.writeLine('level=info msg="request served" n=1');
  container.writeLine('level=error msg="a client went away" n=77');
  container.writeLine('level=error msg="no table users"');
  container.writeLine("Exception in thread main");
  container.writeLine("    at shop.Main.run(Main.java:3)");
  container.writeLine("    at shop.Main.main(Main.java:1)");
  container.exit({ exitCode: 3 });
  container.wait("CrashLoopBackOff", "back-off 10s restarting failed container");
  world.addEvent(bad, {
    reason: "BackOff",
    container: "main",
    message: "Back-off restarting failed container",
    count: 5,
  });
}

suite("D5 report", () => {
  test("D5 report: a folder with the answer, the logs of each instance, the events and the states", async () => {
    await using cluster = await startDiagnoseCluster();
    using scratch = scratchFolder();
    halfRolledOut(cluster);
    const { exitCode, report, err } = await runReport(cluster, scratch, ["-l", "app=web"]);
    assert.equal(exitCode, 10);
    assert.deepEqual(
      report.paths.filter((path) => !path.startsWith("nodes/")),
      [
        "diagnosis.txt",
        "events.txt",
        "junit.xml",
        "logs/shop/web-new/main.previous.log",
        "logs/shop/web-old/main.current.log",
        "pods/shop/web-new.json",
        "pods/shop/web-old.json",
        "report.json",
        "report.md",
        "sources.jsonl",
      ],
    );
    assert.match(err, /the report is in .*report\.md \(\d+ files, \d+ KiB\)\. No secrets were found to mask\.\n$/);
    assert.match(
      report.text("events.txt"),
      / Warning BackOff Pod\/web-new: Back-off restarting failed container \(5 times since /,
    );
  });

  test("D5 report: what the kubelet says of a pod that is unwell; a node without containerd is no failure", async () => {
    await using cluster = await startDiagnoseCluster();
    using scratch = scratchFolder();
    halfRolledOut(cluster);
    for (const node of ["node-1", "node-2", "node-3"]) {
      const kubelet = cluster.world.kubelet(node);
      kubelet.hasLogQuery = true;
      kubelet.journal.write("kubelet", 'Error syncing pod pod="shop/web-new"');
    }
    const { report } = await runReport(cluster, scratch, ["-l", "app=web"]);
    const path = report.paths.find((one) => one.startsWith("nodes/")) ?? "";
    assert.match(report.text(path), /kubelet: Error syncing pod pod="shop\/web-new"\n$/);
    assert.deepEqual(report.json.notices, []);
  });

  test("D5 report.md begins with what failed, since when, the most telling lines, and the next step", async () => {
    await using cluster = await startDiagnoseCluster();
    using scratch = scratchFolder();
    halfRolledOut(cluster);
    const { report } = await runReport(cluster, scratch, ["-l", "app=web"]);
    const [answer = ""] = report.text("report.md").split("\n## ");
    assert.match(answer, /^# ✗ -l app=web: not well\n\n-l app=web is not well: 1 of its 2 pods is unwell\./);
    assert.match(
      answer,
      /Container "main" of pod shop\/web-new ends again and again(?: \(\d restarts?\))?, the last time with exit code 3/,
    );
    assert.match(
      answer,
      /Since \S+ \(\d+s before this report\): the first event BackOff of pod web-new\. \(\[events\.txt:1\]/,
    );
    assert.match(answer, /Next:\n\n```sh\nkubectl kt logs web-new -n shop -c main --previous --tail 50/);
  });

  test("D5 every claim points to a file and a line that shows it", async () => {
    await using cluster = await startDiagnoseCluster();
    using scratch = scratchFolder();
    halfRolledOut(cluster);
    const { report } = await runReport(cluster, scratch, ["-l", "app=web"]);
    const { json } = report;
    for (const { text, places } of json.answer) assert.ok(places.length > 0, text);
    for (const { verdict, places } of json.findings) assert.ok(places.length > 0, verdict);
    const places = [...json.answer, ...json.findings].flatMap((one) => one.places);
    for (const place of places) assert.notEqual(lineAt(report, place), "", JSON.stringify(place));
    for (const { place, lines } of json.telling) {
      for (const [at, line] of lines.entries()) {
        assert.ok(lineAt(report, { ...place, line: place.line + at }).endsWith(line), line);
      }
    }
    const shown = json.findings.find(({ code }) => code === "crash-loop")?.places.map((place) => lineAt(report, place));
    assert.ok(
      shown?.some((line) => line.includes("Back-off restarting failed container")),
      String(shown),
    );
    for (const [, file = "", line = ""] of report.text("report.md").matchAll(/\]\(([^)#]+)#L(\d+)\)/g)) {
      assert.notEqual(lineAt(report, { file, line: Number(line) }), "", `${file}:${line}`);
    }
  });
});

suite("D5 telling lines", () => {
  test("D5 telling lines: new against the pods of the revision before, errors first, stack traces whole", async () => {
    await using cluster = await startDiagnoseCluster();
    using scratch = scratchFolder();
    halfRolledOut(cluster);
    const { report } = await runReport(cluster, scratch, ["-l", "app=web"]);
    const { telling, comparison } = report.json;
    assert.equal(
      comparison,
      "New is what is not in the logs of 1 instance of other revisions, whose pods are still there.",
    );
    const trace = [
      "Exception in thread main",
      "    at shop.Main.run(Main.java:3)",
      "    at shop.Main.main(Main.java:1)",
    ];
    assert.deepEqual(
      telling
        .slice(0, 2)
        .map(({ lines, isNew }) => [lines, isNew])
        .toSorted((a, b) => (String(a) < String(b) ? -1 : 1)),
      [
        [trace, true],
        [['level=error msg="no table users"'], true],
      ],
    );
    assert.deepEqual(
      telling.slice(2).map(({ lines, isNew }) => [lines, isNew]),
      [[['level=error msg="a client went away" n=77'], false]],
    );
  });

  test("D5 telling lines: what an earlier report has is not new", async () => {
    await using cluster = await startDiagnoseCluster();
    using scratch = scratchFolder();
    const pod = cluster.world.addPod(webPod);
    pod.container().writeLine('level=error msg="cache is cold" ms=12');
    await runReport(cluster, scratch, ["web-1"], { folder: "before" });
    pod.container().writeLine('level=error msg="no table users"');
    pod.container().exit({ exitCode: 3 });
    pod.container().wait("CrashLoopBackOff", "back-off");
    const { report } = await runReport(cluster, scratch, ["web-1", "--diff", join(scratch.path, "before")]);
    assert.deepEqual(
      report.json.telling.map(({ lines, isNew, level }) => [lines, isNew, level]),
      [
        [['level=error msg="no table users"'], true, "error"],
        [['level=error msg="cache is cold" ms=12'], false, "error"],
      ],
    );
    assert.match(report.json.comparison, /^New is what is not in .*before\.$/);
  });

  test("D5 telling lines: without errors the last words of what ended", async () => {
    await using cluster = await startDiagnoseCluster();
    using scratch = scratchFolder();
    const pod = cluster.world.addPod(webPod);
    for (const line of ["one", "two two", "three three three", "four four four four"]) pod.container().writeLine(line);
    pod.container().exit({ exitCode: 3 });
    pod.container().wait("CrashLoopBackOff", "back-off");
    const { report } = await runReport(cluster, scratch, ["web-1"]);
    assert.deepEqual(
      report.json.telling.map(({ lines }) => lines[0]).toSorted((a, b) => (String(a) < String(b) ? -1 : 1)),
      ["four four four four", "three three three", "two two"],
    );
  });
});

suite("D5 report: limits and edges", () => {
  test("D5 report: no larger than its limit, with a fair share and the end of each log", async () => {
    await using cluster = await startDiagnoseCluster();
    using scratch = scratchFolder();
    const big = cluster.world.addPod(webPod);
    for (let n = 0; n < 3000; n++) big.container().writeLine(`line ${n} ${"x".repeat(100)}`);
    const small = cluster.world.addPod({ ...webPod, name: "web-2" });
    small.container().writeLine("all of it");
    waiting(cluster.world.addPod({ ...webPod, name: "web-3", isStarted: false }), "ErrImagePull", "no such image");
    const { report } = await runReport(cluster, scratch, ["web-*", "--report-limit", "96k"]);
    assert.ok(Buffer.byteLength(report.all) <= 96_000 + report.paths.length, String(Buffer.byteLength(report.all)));
    assert.match(report.text("logs/shop/web-1/main.current.log"), / line 2999 x+\n$/);
    assert.match(report.text("logs/shop/web-2/main.current.log"), / all of it\n$/);
    const file = report.json.files.find(({ path }) => path.includes("web-1/"));
    assert.ok((file?.cutLines ?? 0) > 1000 && (file?.lines ?? 0) > 100, JSON.stringify(file));
  });

  test("D5 report: --since leaves older lines out", async () => {
    await using cluster = await startDiagnoseCluster();
    using scratch = scratchFolder();
    const container = cluster.world.addPod(webPod).container();
    container.writeLine("old", { at: new Date(Date.now() - 3_600_000).toISOString() });
    container.writeLine("young");
    const { report } = await runReport(cluster, scratch, ["web-1", "--since", "30m"]);
    assert.match(report.text("logs/shop/web-1/main.current.log"), /^\S+ young\n$/);
  });

  test("D5 report: what is well has one too, with exit code 0", async () => {
    await using cluster = await startDiagnoseCluster();
    using scratch = scratchFolder();
    cluster.world.addPod(webPod).container().writeLine("level=error msg=oops");
    const { exitCode, report } = await runReport(cluster, scratch, ["web-1"]);
    assert.equal(exitCode, 0);
    assert.equal(report.json.result, "ok");
    assert.match(report.text("report.md"), /^# ✓ web-1: well\n\nweb-1 is well: nothing is wrong with its 1 pod\./);
    assert.deepEqual(report.json.telling, []);
    assert.match(report.text("junit.xml"), /<testsuite name="diagnose web-1" tests="\d+" failures="0"/);
  });

  test("D5 report: junit.xml has a failure for what is wrong, with the lines that tell of it", async () => {
    await using cluster = await startDiagnoseCluster();
    using scratch = scratchFolder();
    crash(cluster.world.addPod(webPod), 3);
    const { report } = await runReport(cluster, scratch, ["web-1"]);
    const xml = report.text("junit.xml");
    assert.match(xml, /failures="1"/);
    assert.match(
      xml,
      /<testcase classname="diagnose\.containers" name="pod shop\/web-1" time="[\d.]+">\n {6}<failure type="crash-loop" message="Container &quot;main&quot; of pod shop\/web-1 ends again and again/,
    );
    assert.match(xml, /logs\/shop\/web-1\/main\.\w+\.log:\d+:\n {2}starting/);
  });

  test("D5 report: of a pod that is not there, and of a server that does not answer, there is one as well", async () => {
    await using cluster = await startDiagnoseCluster();
    using scratch = scratchFolder();
    cluster.world.addPod(webPod);
    const { exitCode, report } = await runReport(cluster, scratch, ["nobody"]);
    assert.equal(exitCode, 10);
    assert.match(report.text("report.md"), /No pod in namespace "shop" matches "nobody"\./);
    const gone = await runReport(cluster, scratch, ["nobody", "--server", "https://127.0.0.1:1"], { folder: "gone" });
    assert.equal(gone.exitCode, 10);
    assert.match(gone.report.text("report.md"), /Nothing listens/);
  });

  test("D5 report: it overwrites nothing, and says so before it walks", async () => {
    await using cluster = await startDiagnoseCluster();
    using scratch = scratchFolder();
    scratch.write("mine", "text");
    const io = recordingIo();
    const path = cluster.kubeconfig("admin", { namespace: "shop" });
    assert.equal(
      await main(["diagnose", "--kubeconfig", path, "--no-config", "--report", scratch.path, "web-1"], io),
      1,
    );
    assert.match(io.err(), /is not empty, and nothing in it shall be overwritten/);
    assert.match(io.err(), /another name: --report .*-2/);
    assert.deepEqual(cluster.requests, []);
  });

  const wrong: readonly (readonly [title: string, words: readonly string[], message: RegExp])[] = [
    ["--report without a source", ["--report", "out"], /--report needs to know which pods it is about/],
    [
      "--since without a report",
      ["web-1", "--since", "30m"],
      /--since is about the logs of a report, and there is none/,
    ],
    ["a limit that is none", ["web-1", "--report", "out", "--report-limit", "big"], /--report-limit "big" is no size/],
    ["a limit that is too small", ["web-1", "--report", "out", "--report-limit", "1k"], /is too small: at least 64KiB/],
    [
      "a time that is none",
      ["web-1", "--report", "out", "--since", "soon"],
      /--since "soon" is neither a duration nor a time/,
    ],
  ];
  for (const [title, words, message] of wrong) {
    test(`D5 report: ${title} is a mistake`, async () => {
      const io = recordingIo();
      assert.equal(await main(["diagnose", "--no-config", ...words], io), 2);
      assert.match(io.err(), message);
    });
  }
});
