import assert from "node:assert/strict";
import { test } from "node:test";
import type { FakeCluster } from "../../src/demo/server/fake-cluster.ts";
import type { Pod } from "../../src/demo/server/world/pod.ts";
import { runDiagnosis, startDiagnoseCluster } from "./diagnose-run.ts";

/** The pod that rows are about. */
export const webPod = { namespace: "shop", name: "web-1" } as const;

/** A fault of a pod, and what is said of it. */
export interface PodRow {
  readonly title: string;
  readonly arrange: (cluster: FakeCluster) => void;
  /** Absent: web-1. */
  readonly words?: readonly string[];
  readonly code: string;
  readonly level?: "broken" | "problem" | "note";
  readonly verdict: RegExp;
  /** What some of the causes say. */
  readonly causes?: readonly RegExp[];
  /** Whether nothing but these causes fits. */
  readonly isOnlyCause?: boolean;
  readonly next?: RegExp;
}

/** Tests each row on a fake cluster of its own. */
export function testPodRows(rows: readonly PodRow[]): void {
  for (const { title, arrange, words = ["web-1"], code, level, verdict, causes = [], isOnlyCause, next } of rows) {
    test(`D1 D3 diagnose: ${title}`, async () => {
      await using cluster = await startDiagnoseCluster();
      arrange(cluster);
      const run = await runDiagnosis(cluster, words);
      const told = run.findings.map((one) => `${one.level} ${one.code}: ${one.verdict}`).join("\n");
      const found = run.findings.find((one) => one.code === code && verdict.test(one.verdict)) ?? assert.fail(told);
      if (level !== undefined) assert.equal(found.level, level, told);
      for (const cause of causes)
        assert.ok(
          found.causes.some(({ text }) => cause.test(text)),
          JSON.stringify(found.causes),
        );
      if (isOnlyCause === true) assert.equal(found.causes.length, causes.length, JSON.stringify(found.causes));
      if (found.causes.length > 1)
        for (const { text, check } of found.causes.slice(0, 2))
          assert.ok(check !== undefined || causes.length === 0, text);
      if (next !== undefined) assert.match(found.next ?? "", next);
      const isProblem = run.findings.some((one) => one.level !== "note");
      assert.equal(run.exitCode, isProblem ? 10 : 0, told);
    });
  }
}

/** A pod whose container waits. */
export function waiting(pod: Pod, reason: string, message?: string): Pod {
  pod.container().wait(reason, message);
  return pod;
}

/** A container that wrote a line, ended, was started again, ended again, and waits. */
export function crash(pod: Pod, exitCode: number): Pod {
  const container = pod.container();
  container.writeLine("starting");
  container.restart({ exitCode });
  container.writeLine("starting");
  container.exit({ exitCode });
  container.wait("CrashLoopBackOff", "back-off 10s restarting failed container=main pod=web-1");
  return pod;
}
