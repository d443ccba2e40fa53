import assert from "node:assert/strict";
import { suite, test } from "node:test";
import type { FakeCluster } from "../../src/demo/server/fake-cluster.ts";
import { secretResource } from "../../src/demo/server/world/resource.ts";
import { webPod } from "../support/diagnose-rows.ts";
import { startDiagnoseCluster } from "../support/diagnose-run.ts";
import { runReport } from "../support/report-run.ts";
import { scratchFolder } from "../support/scratch-folder.ts";

suite("D5 secrets", () => {
  const secrets = ["swordfish-7731", "hunter2", "eyJhbGciOiJIUzI1NiJ9", "MIIEowIBAAKCAQEA", "tok-1234567890"];

  function leaking({ world }: FakeCluster): void {
    world.store.put(secretResource, {
      metadata: { name: "db", namespace: "shop" },
      data: { password: Buffer.from("swordfish-7731").toString("base64"), short: Buffer.from("on").toString("base64") },
    });
    const pod = world.addPod(webPod);
    const container = pod.container();
    container.writeLine("cannot log in to postgres://app:hunter2@db/shop");
    container.writeLine("with swordfish-7731, on again");
    container.writeLine("authorization: Bearer eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln");
    container.writeLine("-----BEGIN RSA PRIVATE KEY-----");
    container.writeLine("MIIEowIBAAKCAQEAx1y2z3AbCdEf");
    container.writeLine("-----END RSA PRIVATE KEY-----");
    container.exit({ exitCode: 1 });
    container.wait("CrashLoopBackOff", "back-off restarting; password=hunter2, token=tok-1234567890");
    world.addEvent(pod, { reason: "BackOff", container: "main", message: "https://u:hunter2@registry is not there" });
    const env = [{ name: "PASSWORD", valueFrom: { secretKeyRef: { name: "db", key: "password" } } }];
    pod.show({ spec: { containers: [{ name: "main", image: "a", env }] } });
  }

  test("D5 secrets: none reaches a file or the terminal, and they are counted", async () => {
    await using cluster = await startDiagnoseCluster();
    using scratch = scratchFolder();
    leaking(cluster);
    const { report, out, err } = await runReport(cluster, scratch, ["web-1"]);
    for (const secret of secrets) assert.ok(![report.all, out, err].some((text) => text.includes(secret)), secret);
    const log = report.text("logs/shop/web-1/main.previous.log");
    assert.match(log, / with \[masked\], on again\n/);
    assert.equal(report.json.masked["private key"], 1);
    assert.ok((report.json.masked["value of a Secret"] ?? 0) >= 1, JSON.stringify(report.json.masked));
    assert.match(err, /\d+ secrets were masked: .*[, ]2 tokens/);
  });

  test("D5 secrets: none is read without the right to it, which only a review is asked about", async () => {
    await using cluster = await startDiagnoseCluster();
    using scratch = scratchFolder();
    leaking(cluster);
    const { report } = await runReport(cluster, scratch, ["web-1"], { user: "jane" });
    assert.deepEqual(
      cluster.requests.filter(({ path }) => path.includes("/secrets")),
      [],
    );
    assert.ok(
      report.json.notices.includes(
        "the values of 1 of the 1 Secrets of the pods were not read: of those only what shows by its form is masked",
      ),
      report.json.notices.join("\n"),
    );
    assert.ok(!report.all.includes("hunter2"));
  });

  test("D5 secrets: --read-secrets=false reads none", async () => {
    await using cluster = await startDiagnoseCluster();
    using scratch = scratchFolder();
    leaking(cluster);
    await runReport(cluster, scratch, ["web-1", "--read-secrets=false"]);
    assert.deepEqual(
      cluster.requests.filter(({ path }) => path.includes("/secrets")),
      [],
    );
  });
});
