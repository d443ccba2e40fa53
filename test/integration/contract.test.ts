import { after, before, suite, test } from "node:test";
import { accessRows } from "../support/contract-access-rows.ts";
import type { ContractCluster } from "../support/contract-cluster.ts";
import { startFakeContract } from "../support/contract-fake.ts";
import { fileChecks } from "../support/contract-file-rows.ts";
import { journalRows } from "../support/contract-journal-rows.ts";
import { logRows } from "../support/contract-log-rows.ts";
import { objectRows } from "../support/contract-object-rows.ts";
import { startRealContract } from "../support/contract-real.ts";
import { checkRow } from "../support/contract-row.ts";
import { streamChecks } from "../support/contract-streams.ts";

// The same requests to the fake API server or, where KT_TEST_KUBECONFIG names a kubeconfig, to a real one.
const realKubeconfig = process.env["KT_TEST_KUBECONFIG"];
if (realKubeconfig) runContract("the real API server", () => startRealContract(realKubeconfig));
else runContract("the fake API server", startFakeContract);

function runContract(name: string, start: () => Promise<ContractCluster>): void {
  suite(`contract with ${name}`, { timeout: 300_000 }, () => {
    let cluster: ContractCluster;
    before(async () => {
      cluster = await start();
    });
    after(async () => cluster[Symbol.asyncDispose]());
    for (const row of logRows) test(`pods/log: ${row.title}`, () => checkRow(cluster, row));
    for (const row of objectRows) test(`objects: ${row.title}`, () => checkRow(cluster, row));
    for (const row of accessRows) test(`access: ${row.title}`, () => checkRow(cluster, row));
    for (const row of journalRows) test(`N4 node journals: ${row.title}`, () => checkRow(cluster, row));
    for (const { title, check } of fileChecks) test(`node files: ${title}`, () => check(cluster));
    for (const { title, check } of streamChecks) test(`streams: ${title}`, () => check(cluster));
  });
}
