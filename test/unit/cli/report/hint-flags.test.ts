import assert from "node:assert/strict";
import { test } from "node:test";
import { hintFlagsOf } from "../../../../src/cli/logs/connection-request.ts";
import { hintWithFlags } from "../../../../src/cli/report/hint-flags.ts";

const flags = { kubeconfig: "/tmp/a b", context: "prod", server: "https://127.0.0.1:1" };
const all = " --kubeconfig='/tmp/a b' --context=prod --server=https://127.0.0.1:1";

const rows: readonly (readonly [hint: string, shown: string])[] = [
  ["kubectl describe pod web -n shop", `kubectl describe pod web -n shop${all}`],
  ["kubectl cluster-info    (is it running?)", `kubectl cluster-info${all}    (is it running?)`],
  ["Did you mean web? kubectl kt logs deploy/web", `Did you mean web? kubectl kt logs deploy/web${all}`],
  [
    "kubectl kt logs a/b; for pods whose names match: kubectl kt logs re:b",
    `kubectl kt logs a/b${all}; for pods whose names match: kubectl kt logs re:b${all}`,
  ],
  [
    "kubectl get pods --context=other",
    "kubectl get pods --context=other --kubeconfig='/tmp/a b' --server=https://127.0.0.1:1",
  ],
  [
    "Its pods: kubectl kt logs node/a; its services: kubectl kt node-logs a",
    `Its pods: kubectl kt logs node/a${all}; its services: kubectl kt node-logs a${all}`,
  ],
  ["kubectl kt files web", `kubectl kt files web${all}`],
  ["kubectl config get-contexts", "kubectl config get-contexts --kubeconfig='/tmp/a b'"],
  [
    "someone with more rights can run: kubectl create role x",
    "someone with more rights can run: kubectl create role x",
  ],
  ["Someone with more rights can run: kubectl get pods", "Someone with more rights can run: kubectl get pods"],
  ["kubectl kt logs --file x shows them", "kubectl kt logs --file x shows them"],
  [
    "kubectl get pod a -o wide    (then kubectl describe node NODE)",
    `kubectl get pod a -o wide${all}    (then kubectl describe node NODE)`,
  ],
  ["kubectl describe nodes, under Taints", `kubectl describe nodes${all}, under Taints`],
  ["kubectl kt files web lists the files", `kubectl kt files web${all} lists the files`],
  ["kubectl describe node a: MemoryPressure", `kubectl describe node a${all}: MemoryPressure`],
  ["kubectl exec web -- ls -l /proc/1/fd", `kubectl exec web${all} -- ls -l /proc/1/fd`],
  ["--dry-run lists what matches", "--dry-run lists what matches"],
];

for (const [hint, shown] of rows) {
  test(`L31 hints ask the cluster that was asked: ${hint}`, () => assert.equal(hintWithFlags(hint, flags), shown));
}

test("L31 hints act as the one as whom was asked", () => {
  const shown = hintWithFlags("kubectl get pods", { as: "jane", asUid: "7", asGroups: ["dev", "on call"] });
  assert.equal(shown, "kubectl get pods --as=jane --as-uid=7 --as-group=dev --as-group='on call'");
});

test("L31 hints stay as they are where nothing about the connection was given", () => {
  for (const [hint] of rows) assert.equal(hintWithFlags(hint, {}), hint);
});

test("L31 hints ask with the token that was given, and name a word in its place", () => {
  const given = hintFlagsOf({ token: "secret" });
  assert.equal(
    hintWithFlags("kubectl auth whoami    (then log in again)", given),
    "kubectl auth whoami --token=TOKEN    (then log in again)",
  );
  assert.equal(hintWithFlags("kubectl config view --minify", given), "kubectl config view --minify");
});
