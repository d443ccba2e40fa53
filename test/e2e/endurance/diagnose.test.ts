import assert from "node:assert/strict";
import { setTimeout as delay } from "node:timers/promises";
import { after, before, suite, test } from "node:test";
import { whyUntroubled } from "../../support/cluster-kit.ts";
import type { ClusterTroubles, E2eCluster } from "../../support/e2e-cluster.ts";
import type { PrintedFinding } from "../../support/diagnose-run.ts";
import { runExecutable } from "../../support/executable.ts";
import { openE2eCluster } from "../../support/open-e2e-cluster.ts";

const isUntroubled = process.env["KT_TEST_KUBECONFIG"] ? whyUntroubled() : false;
const node = "node-3";

/** What was broken, and what is said of a pod on that node. */
const rows: readonly {
  readonly what: Parameters<ClusterTroubles["breakNode"]>[1];
  readonly code: string;
  readonly verdict: RegExp;
}[] = [
  {
    what: "kubelet",
    code: "kubelet-refused",
    verdict: /^The machine of node node-3 answers, but nothing listens at its kubelet's port/,
  },
  { what: "link", code: "kubelet-silent", verdict: /^The API server's dial to the kubelet of node node-3 hangs/ },
  {
    what: "runtime",
    code: "log-gone",
    verdict:
      /^Node node-3 gives no log of container "writer" of pod .*: it runs, but its runtime does not know it, or does not answer\. Its log file is there\.$/,
  },
  {
    what: "certificate",
    code: "kubelet-certificate",
    verdict: /^The API server does not trust the certificate of the kubelet of node node-3/,
  },
];

suite("diagnose of a cluster that is broken", { timeout: 600_000, skip: isUntroubled }, () => {
  let cluster: E2eCluster;
  let troubles: ClusterTroubles;

  before(async () => {
    cluster = await openE2eCluster();
    troubles = await cluster.trouble();
    const lines = { lines: Number.POSITIVE_INFINITY, linesPerSecond: 5, then: "sleep" as const };
    for (const name of ["steady", "robbed"]) await cluster.addWriter({ name, node, ...lines });
    await cluster.addWriter({ name: "crashing", lines: 3, linesPerSecond: 0, then: { exitCode: 1 } });
  });
  after(async () => {
    await troubles[Symbol.asyncDispose]();
    await cluster[Symbol.asyncDispose]();
  });

  /** The findings that are no notes, and how long it took. */
  async function problemsOf(
    ...words: readonly string[]
  ): Promise<{ problems: readonly PrintedFinding[]; durationMs: number }> {
    const place = ["--kubeconfig", cluster.kubeconfig, "-n", cluster.namespace, "-o", "json"];
    const { exitCode, out, err } = await runExecutable(["diagnose", ...words, ...place]);
    const report = JSON.parse(out) as { durationMs: number; hops: readonly { findings: readonly PrintedFinding[] }[] };
    const problems = report.hops.flatMap(({ findings }) => findings).filter(({ level }) => level !== "note");
    assert.equal(exitCode, problems.length > 0 ? 10 : 0, `${out}${err}`);
    return { problems, durationMs: report.durationMs };
  }

  /** A kubelet that was started again takes some seconds to know its pods. */
  async function untilWell(pod: string): Promise<void> {
    for (let attempt = 1; ; attempt++) {
      const { problems } = await problemsOf(pod);
      if (problems.length === 0) return;
      assert.ok(attempt < 60, JSON.stringify(problems, undefined, 1));
      await delay(1000);
    }
  }

  for (const { what, code, verdict } of rows) {
    test(`D1 D3 ${node} without its ${what}: ${code}, within ten seconds, and nothing when it is back`, async () => {
      const broken = await troubles.breakNode(node, what);
      try {
        const { problems, durationMs } = await problemsOf("steady");
        const told = JSON.stringify(problems, undefined, 1);
        const found = problems.find((one) => one.code === code) ?? assert.fail(told);
        assert.match(found.verdict, verdict);
        assert.equal(found.level, "broken");
        assert.ok(found.next, told);
        // What takes long on the fake is this machine.
        assert.ok(!cluster.isReal || durationMs < 10_000, `${durationMs} ms`);
      } finally {
        await broken[Symbol.asyncDispose]();
      }
      await untilWell("steady");
    });
  }

  test("D3 a log file that was deleted", async () => {
    let problems: readonly PrintedFinding[] = [];
    // A kubelet that looks at its log files just then has the runtime make a new one.
    for (let attempt = 0; problems.length === 0 && attempt < 5; attempt++) {
      await troubles.deleteLogFile(node, "robbed");
      ({ problems } = await problemsOf("robbed"));
    }
    assert.deepEqual(
      problems.map(({ code }) => code),
      ["log-file-missing"],
    );
    assert.match(
      problems[0]?.verdict ?? "",
      /^The log file of container "writer" of pod \S+\/robbed is missing on node node-3, though the container runs\.$/,
    );
  });

  test("D3 a container that crashes: the command for the run that ended gives its last lines", async () => {
    await cluster.writerRestarted("crashing", 1);
    const { problems } = await problemsOf("crashing");
    assert.deepEqual(
      problems.map(({ code }) => code),
      ["crash-loop"],
    );
    assert.match(problems[0]?.verdict ?? "", /^Container "writer" of pod \S+\/crashing ends again and again/);
    assert.match(problems[0]?.next ?? "", /^kubectl kt logs crashing -n \S+ -c writer( --previous)? --tail 50/);
  });
});
