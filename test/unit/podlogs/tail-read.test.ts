import assert from "node:assert/strict";
import { test } from "node:test";
import { readPodLog } from "../../support/pod-log-reader.ts";
import { ScriptedKubelet } from "../../support/scripted-kubelet.ts";
import { VirtualTime } from "../../support/virtual-time.ts";
import { lines, texts } from "../../support/written-lines.ts";

/** So many lines of the past; each request finds one more, written at its own moment. */
async function writtenTo(count: number): Promise<{ time: VirtualTime; kubelet: ScriptedKubelet }> {
  const time = new VirtualTime();
  const kubelet = new ScriptedKubelet(time).start(0);
  kubelet.write(lines(count));
  await time.run(time.sleep(1000, new AbortController().signal));
  kubelet.fault = ({ number }) => {
    kubelet.write([[time.nowMs() * 1e6 + number, `new=${number}`]]);
    return undefined;
  };
  return { time, kubelet };
}

test("L8 a tail of a short log that is being written to is checked by a second request, and is that of the first", async () => {
  for (const count of [0, 1, 9, 10, 40]) {
    for (const tailLines of [10, 100]) {
      const { time, kubelet } = await writtenTo(count);
      const { texts: read } = await readPodLog(kubelet, time, { tailLines });
      assert.deepEqual(read, [...texts(lines(count)), "new=0"].slice(-tailLines), `${tailLines} of ${count}`);
      assert.equal(kubelet.requests.length, 2, `${tailLines} of ${count}`);
    }
  }
});

test("L8 L14 a tail that was cut off properly is not believed, though the log is being written to", async () => {
  for (let afterBytes = 1; afterBytes < 36 * 40; afterBytes += 35) {
    const { time, kubelet } = await writtenTo(40);
    const grow = kubelet.fault;
    kubelet.fault = (request) => grow(request) ?? (request.number === 0 ? { afterBytes, how: "end" } : undefined);
    const { texts: read } = await readPodLog(kubelet, time, { tailLines: 10 });
    assert.deepEqual(read.slice(-2), ["new=0", "new=1"], `cut after ${afterBytes} bytes`);
    assert.equal(read.length, 10);
  }
});

test("L8 L13 a follow of no tail has every line that is written from its first request on", async () => {
  const { time, kubelet } = await writtenTo(40);
  const { texts: read } = await readPodLog(kubelet, time, { follow: true, tailLines: 0, stopAtMs: 2000 });
  const written = kubelet.requests.map(({ number }) => `new=${number}`);
  assert.deepEqual(read, written.slice(1));
  assert.ok(written.length <= 4, `${written.length} requests`);
});
