import assert from "node:assert/strict";
import { once } from "node:events";
import type { AddressInfo, Server } from "node:net";
import type { FakeCluster } from "../../src/demo/server/fake-cluster.ts";
import { type DiagnoseRun, type DiagnoseRunOptions, runDiagnosis } from "./diagnose-run.ts";

/** Checks the only finding, and that the way ends there. */
export async function assertBroken(
  cluster: FakeCluster,
  options: DiagnoseRunOptions & { readonly words?: readonly string[] },
  { code, verdict, causes = [] }: { code: string; verdict: RegExp; causes?: readonly RegExp[] },
): Promise<DiagnoseRun> {
  const run = await runDiagnosis(cluster, options.words ?? ["web-1"], options);
  const [found, ...others] = run.findings;
  const told = run.findings.map((one) => `${one.code}: ${one.verdict}`).join("\n");
  assert.equal(found?.code, code, told);
  assert.match(found.verdict, verdict);
  assert.equal(found.level, "broken");
  for (const cause of causes)
    assert.ok(
      found.causes.some(({ text }) => cause.test(text)),
      JSON.stringify(found.causes),
    );
  assert.deepEqual(others, []);
  assert.equal(run.exitCode, 10);
  assert.ok(run.hops.some(({ name, result }) => name === "rights" && result === "not-reached"));
  assert.ok(!JSON.stringify(run.hops).includes("Bearer"));
  return run;
}

/** Lets a server listen on a free port of 127.0.0.1; disposing of it cuts what is connected. */
export async function listening(server: Server): Promise<AsyncDisposable & { readonly port: number }> {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const sockets = new Set<{ destroy(): void }>();
  server.on("connection", (socket) => sockets.add(socket));
  return {
    port: (server.address() as AddressInfo).port,
    [Symbol.asyncDispose]: async () => {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}
