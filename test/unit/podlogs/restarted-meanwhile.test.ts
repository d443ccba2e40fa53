import assert from "node:assert/strict";
import { test } from "node:test";
import { KtError } from "../../../src/errors/kt-error.ts";
import { readPodLog } from "../../support/pod-log-reader.ts";
import { ScriptedKubelet } from "../../support/scripted-kubelet.ts";
import { VirtualTime } from "../../support/virtual-time.ts";

/** A container whose first run has written three lines. */
function running(): { time: VirtualTime; kubelet: ScriptedKubelet } {
  const time = new VirtualTime();
  const kubelet = new ScriptedKubelet(time).start(0);
  kubelet.write([0, 1, 2].map((index) => [1e12 + index * 1e6, `n=${index}`]));
  return { time, kubelet };
}

for (const [restarts, expected] of [
  [1, ["0:n=0", "0:n=1", "0:n=2", "1:m=0", "1:m=1"]],
  [2, ["0:n=0", "0:n=1", "0:n=2", "2:begun 2", "3:begun 3"]],
  [3, ["0:n=0", "0:n=1", "0:n=2", "3:begun 3", "4:begun 4"]],
] as const) {
  test(`L9 H1 all instances of a container that restarts ${restarts} times meanwhile: what is there, and a gap for what is not`, async () => {
    const { time, kubelet } = running();
    kubelet.exit(1);
    const atNanos = time.nowMs() * 1e6;
    kubelet.start(atNanos);
    kubelet.write([
      [atNanos, "m=0"],
      [atNanos + 1, "m=1"],
    ]);
    let isRestarted = false;
    kubelet.fault = ({ query }) => {
      if (isRestarted || query["previous"] === true) return undefined;
      isRestarted = true;
      for (let count = 0; count < restarts; count++) {
        kubelet.exit(1);
        kubelet.start(atNanos + 2);
        kubelet.write([[atNanos + 3 + count, `begun ${count + 2}`]]);
      }
      return undefined;
    };
    const { withInstance, notices } = await readPodLog(kubelet, time, { instances: "all" });
    assert.deepEqual(withInstance, expected);
    const gaps = notices.lines.filter((line) => line.startsWith("gap "));
    assert.equal(gaps.length, restarts > 1 ? 1 : 0, notices.lines.join("\n"));
    assert.deepEqual(
      notices.lines.filter((line) => line.startsWith("error ")),
      [],
    );
  });
}

test("L9 H1 all instances: one that was there at the start and whose log is gone when its turn comes is a gap", async () => {
  const { time, kubelet } = running();
  kubelet.exit(1);
  const atNanos = time.nowMs() * 1e6;
  kubelet.start(atNanos);
  kubelet.write([[atNanos, "m=0"]]);
  kubelet.fault = ({ number, query }) => {
    if (query["previous"] === true || number > 2) return undefined;
    for (const text of ["second", "third"]) {
      kubelet.exit(1);
      kubelet.start(atNanos + 2);
      kubelet.write([[atNanos + 3, text]]);
    }
    return { refuse: new KtError("KT_NO_PREVIOUS", "there is none") };
  };
  const { withInstance, notices } = await readPodLog(kubelet, time, { instances: "all" });
  assert.deepEqual(withInstance, ["0:n=0", "0:n=1", "0:n=2", "2:second", "3:third"]);
  assert.equal(notices.lines.length, 1);
  assert.match(notices.lines.join(), /^gap .*restarted more than once before instance 1 was read/);
});

test("L25 L9 --stream of all instances where the API cannot tell streams apart: one whose file is gone does not hide the others", async () => {
  const { time, kubelet } = running();
  kubelet.exit(1);
  const atNanos = time.nowMs() * 1e6;
  kubelet.deleteFile(0);
  kubelet.start(atNanos);
  kubelet.write([[atNanos, "m=0"]]);
  kubelet.fault = () => ({ refuse: new KtError("KT_API", "unknown field stream") });
  const request = { instances: "all", fileUse: "better", stream: "stdout" } as const;
  const { withInstance, notices } = await readPodLog(kubelet, time, request);
  assert.deepEqual(withInstance, ["1:m=0"]);
  assert.deepEqual(
    notices.lines.filter((line) => !line.startsWith("debug ")),
    ["info shop/web-1/app: instance 0 cannot be read any more: its files on the node are gone"],
  );
});
