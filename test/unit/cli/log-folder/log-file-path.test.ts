import assert from "node:assert/strict";
import { test } from "node:test";
import { logFilePathOf, uniquePath } from "../../../../src/cli/log-folder/log-file-path.ts";
import type { SourceFacts } from "../../../../src/stream/source-info.ts";

const podUid = "893458fc-dbad-41a3-a94b-622ee096ee37";

const rows: readonly (readonly [title: string, facts: SourceFacts, path: string])[] = [
  [
    "a container's log lies as the kubelet has it",
    { context: "kt", namespace: "shop", pod: "web-0", podUid, container: "web", instance: 4, node: "node-1" },
    `shop_web-0_${podUid}/web/4.log`,
  ],
  ["without an instance the container is the file", { namespace: "shop", pod: "a", container: "b" }, "shop_a/b.log"],
  ["what has no pod lies under its node", { node: "node-1", service: "kubelet" }, "node-1/kubelet.log"],
  ["a path is one name", { service: "/var/log/my app.log" }, "_var_log_my_app.log"],
  ["nothing leads out of the folder", { pod: "../..", container: "..", instance: 0 }, "___/_/0.log"],
  ["a hidden file is seen", { service: ".profile" }, "_profile.log"],
  ["devices of Windows are no names", { pod: "nul", container: "con" }, "_nul/_con.log"],
  ["no folder has the name of a file", { pod: "a.log", container: "c.log", instance: 0 }, "a_log/c_log/0.log"],
  ["nor has that of a node", { node: "a.LOG", service: "kubelet" }, "a_log/kubelet.log"],
  ["what knows nothing has a name, too", {}, "log.log"],
];

for (const [title, facts, path] of rows) {
  test(`L25 -o dir names: ${title}`, () => assert.equal(logFilePathOf(facts), path));
}

test("L25 -o dir names: no part is longer than file systems take", () => {
  const path = logFilePathOf({ namespace: "n".repeat(63), pod: "p".repeat(253), podUid, container: "c", instance: 0 });
  for (const part of path.split("/")) assert.ok(part.length <= 255, part);
});

test("L25 -o dir names: two sources never share a file, whatever their names are", () => {
  const taken = new Set<string>();
  const paths = ["Web.log", "web.log", "web.log"].map((path) => uniquePath(path, taken));
  assert.deepEqual(paths, ["Web.log", "web-2.log", "web-3.log"]);
});
