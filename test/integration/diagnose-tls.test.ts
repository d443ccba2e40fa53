import assert from "node:assert/strict";
import { createServer as createTlsServer } from "node:tls";
import { test } from "node:test";
import { startFakeCluster } from "../../src/demo/server/fake-cluster.ts";
import { createCertificateAuthority } from "../../src/demo/server/tls/certificate-authority.ts";
import { assertBroken, listening } from "../support/broken-server.ts";
import { startDiagnoseCluster } from "../support/diagnose-run.ts";
import { scratchFolder } from "../support/scratch-folder.ts";

const timeout = 30_000;

test("D1 diagnose: a certificate of an unknown authority: whose it is, and how a proxy in between is told", {
  timeout,
}, async () => {
  await using cluster = await startDiagnoseCluster();
  using folder = scratchFolder();
  const other = folder.write("ca.crt", createCertificateAuthority("other", Date.now()).certPem);
  const run = await assertBroken(
    cluster,
    { words: ["web-1", "--certificate-authority", other] },
    {
      code: "tls-authority",
      verdict:
        /^The certificate of https:\/\/127\.0\.0\.1:\d+ is signed by an authority that the kubeconfig does not know\.$/,
      causes: [/of another cluster, or of this one before it was made anew/, /in between opens TLS connections/],
    },
  );
  assert.match(JSON.stringify(run.findings), /signed by \\"fake-cluster-ca\\"/);
});

test("D1 diagnose: a certificate for another name, with the name to use", { timeout }, async () => {
  await using cluster = await startFakeCluster({ hosts: ["kubernetes.default"] });
  const run = await assertBroken(
    cluster,
    {},
    {
      code: "tls-name",
      verdict: /^The certificate of the server at 127\.0\.0\.1:\d+ is not for 127\.0\.0\.1\.$/,
      causes: [/it is the API server under another of its names/, /another machine answers/],
    },
  );
  assert.match(JSON.stringify(run.findings), /--tls-server-name=kubernetes\.default/);
});

for (const [title, fromMs, toMs, verdict] of [
  [
    "has expired",
    -2 * 86_400_000,
    -86_400_000,
    /^The certificate of the API server https:.* has expired \(.*; now .*\)\.$/,
  ],
  ["is not valid yet", 86_400_000, 2 * 86_400_000, /is not valid yet/],
] as const) {
  test(`D1 diagnose: a certificate that ${title}: it, or this machine's clock`, { timeout }, async () => {
    await using cluster = await startDiagnoseCluster();
    const authority = createCertificateAuthority("test", Date.now());
    const validity = { notBeforeMs: Date.now() + fromMs, notAfterMs: Date.now() + toMs };
    const { certPem, keyPem } = authority.issueServer(["127.0.0.1"], validity);
    await using server = await listening(createTlsServer({ cert: certPem, key: keyPem }));
    using folder = scratchFolder();
    const words = ["web-1", "--certificate-authority", folder.write("ca.crt", authority.certPem)];
    await assertBroken(
      cluster,
      { words, kubeconfig: { server: `https://127.0.0.1:${server.port}` } },
      {
        code: "tls-expired",
        verdict,
        causes: [/the clock of this machine is wrong/],
      },
    );
  });
}
