import assert from "node:assert/strict";
import { test } from "node:test";
import { noticeOfEarlier, type WindowedTarget } from "../../../../src/cli/logs/earlier-instances.ts";
import type { ContainerStatus } from "../../../../src/kube/objects.ts";
import type { TimeWindow } from "../../../../src/time/time-window.ts";
import { parseTimestamp } from "../../../../src/time/timestamp.ts";
import { logsRequestOf } from "../../../support/logs-request-of.ts";
import { targetOf } from "../../../support/targets.ts";

/** The run before lasted from 19:10 to 19:27, this one began at 19:28. */
const restarted: Partial<ContainerStatus> = {
  restartCount: 3,
  containerID: "containerd://3",
  state: { running: { startedAt: "2026-11-21T19:28:00Z" } },
  lastState: {
    terminated: {
      ...{ exitCode: 1, containerID: "containerd://2" },
      ...{ startedAt: "2026-11-21T19:10:00Z", finishedAt: "2026-11-21T19:27:00Z" },
    },
  },
};
const { lastState: _, ...withoutPrevious } = restarted;
const waiting = { ...restarted, containerID: "containerd://2", state: { waiting: { reason: "CrashLoopBackOff" } } };

function windowed(
  name: string,
  status: Partial<ContainerStatus>,
  [first = "", last = ""]: readonly string[],
): WindowedTarget {
  const instant = (time: string): TimeWindow["first"] =>
    time === "" ? undefined : parseTimestamp(`2026-11-21T${time}Z`);
  const target = targetOf(name, "main", {
    metadata: { name },
    spec: { containers: [{ name: "main" }] },
    status: { containerStatuses: [{ name: "main", restartCount: 0, ...status }] },
  });
  return { name: `shop/${name}/main`, target, window: { first: instant(first), last: instant(last) } };
}

const asked = ["19:20:00", "19:25:00"];

const rows: readonly {
  readonly title: string;
  readonly status?: Partial<ContainerStatus>;
  readonly window?: readonly string[];
  readonly words?: readonly string[];
  readonly hint: RegExp | undefined;
}[] = [
  { title: "a window in the run before", hint: /^--instances all .*, --history / },
  { title: "a window that begins in the run before", window: ["19:20:00"], hint: /^--instances all / },
  {
    title: "a window without a beginning that ends before this run",
    window: ["", "19:20:00"],
    hint: /^--instances all /,
  },
  { title: "a window without a beginning that ends in this run", window: ["", "19:30:00"], hint: undefined },
  { title: "no window", window: [], hint: undefined },
  { title: "a window in this run", window: ["19:28:00"], hint: undefined },
  { title: "a window that begins between the two runs", window: ["19:27:30"], hint: undefined },
  { title: "a first run", status: { ...withoutPrevious, restartCount: 0 }, hint: undefined },
  { title: "a run whose predecessor the kubelet does not keep", status: withoutPrevious, hint: /^--history / },
  { title: "a last run in a crash loop that began later", status: waiting, window: ["19:00:00"], hint: /^--history / },
  { title: "a last run in a crash loop with the window in it", status: waiting, hint: undefined },
  { title: "both instances, and the window in the older one", words: ["--instances", "all"], hint: undefined },
  {
    title: "both instances, and the window before both",
    words: ["--instances", "all"],
    window: ["19:00:00"],
    hint: /^--history /,
  },
  { title: "all instances there are", words: ["--history"], window: ["19:00:00"], hint: undefined },
  { title: "the previous instance, by its name", words: ["--previous"], window: ["19:00:00"], hint: undefined },
  { title: "a follow", words: ["-f"], window: ["19:20:00"], hint: /^--instances all / },
];

for (const { title, status = restarted, window = asked, words = [], hint } of rows) {
  test(`L9 L32 a window that earlier instances lie in: ${title} ${hint === undefined ? "needs no word" : "is told"}`, async () => {
    const request = await logsRequestOf(["web-1", ...words]);
    const notice = noticeOfEarlier([windowed("web-1", status, window)], request);
    assert.equal(notice === undefined, hint === undefined);
    if (hint !== undefined) assert.match(notice?.hint ?? "", hint);
  });
}

test("L9 L32 a window that earlier instances lie in is told with the start of this run, of many containers in one notice", async () => {
  const request = await logsRequestOf(["deploy/web"]);
  const tell = (count: number): string | undefined => {
    const targets = Array.from({ length: count }, (__, place) => windowed(`web-${place}`, restarted, asked));
    const notice = noticeOfEarlier([...targets, windowed("new", {}, asked)], request);
    return notice && `${notice.level} ${notice.about ?? "-"}: ${notice.message}`;
  };
  const where = "what was written before is in earlier instances";
  const at = "at 2026-11-21T19:28:00Z";
  assert.equal(tell(0), undefined);
  assert.equal(tell(1), `warning shop/web-0/main: this run began ${at}: ${where}`);
  assert.equal(
    tell(5),
    "warning -: 5 containers began later than the time asked for " +
      `(shop/web-0/main ${at}, shop/web-1/main ${at}, shop/web-2/main ${at} and 2 more): ${where}`,
  );
});
