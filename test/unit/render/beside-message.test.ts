import assert from "node:assert/strict";
import { test } from "node:test";
import { BesideMessages } from "../../../src/render/beside-message.ts";

const id = "410a0d4bbdf90e86ca0f82f939975a64624671d2a3ca61181e030bc5ff8df3f9";
const uid = "32554bc1-c69c-4519-95d2-bcd39ea5cf5a";

const rows: readonly (readonly [title: string, message: string, shown: string])[] = [
  [
    "klog: what it says, and values that the columns do not tell",
    `I1121 16:15:55.894685     210 generic.go:413] "Generic (PLEG): container finished" podID="${uid}" containerID="${id}" exitCode=1`,
    `Generic (PLEG): container finished containerID="410a0d4bbdf9…" exitCode=1`,
  ],
  [
    "klog: errors say so, quotes within quotes have no backslashes",
    `E1121 16:15:55.895501     210 pod_workers.go:1338] "Error syncing pod, skipping" err="failed to \\"StartContainer\\"" pod="odd/crash" podUID="${uid}"`,
    `error Error syncing pod, skipping err="failed to "StartContainer""`,
  ],
  [
    "containerd: the message without its quotes",
    `time="2026-11-21T16:15:45.717971697Z" level=info msg="StartContainer for \\"${id}\\" returns successfully"`,
    `StartContainer for "410a0d4bbdf9…" returns successfully`,
  ],
  [
    "containerd: a warning with more behind the message",
    `time="2026-11-21T16:15:45.717971697Z" level=warning msg="cleaning up" id=${id} namespace=k8s.io`,
    "warning cleaning up id=410a0d4bbdf9… namespace=k8s.io",
  ],
  ["an event that is ordinary", "[Normal] Started: Container started", "Started: Container started"],
  ["an event that warns", `[Warning] BackOff: pod a_b(${uid})`, "warning BackOff: pod a_b(32554bc1…)"],
  [
    "anything else as it is, in any letters",
    `systemd[1]: Größe: ${"ab".repeat(20)}`,
    `systemd[1]: Größe: ${"ab".repeat(20)}`,
  ],
];

for (const [title, message, shown] of rows) {
  test(`N6 beside a pod's lines: ${title}`, () => {
    const bytes = Buffer.from(`x${message}x`);
    const text = new BesideMessages(0).show(bytes, 1, bytes.length - 1).toString();
    assert.equal(text, shown);
  });
}

test("N6 beside a pod's lines: what is ordinary is faint, a failure red in front", () => {
  const show = (text: string): string => {
    const bytes = Buffer.from(text);
    return new BesideMessages(1).show(bytes, 0, bytes.length).toString();
  };
  assert.equal(show("[Normal] Started: now"), "\x1b[2mStarted: now\x1b[22m");
  assert.equal(show("E1121 16:15:55.895501     210 a.go:1] no"), "\x1b[31merror\x1b[39m no");
});
