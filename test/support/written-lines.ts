import type { TestLine } from "./entries.ts";
import { ScriptedKubelet } from "./scripted-kubelet.ts";
import { VirtualTime } from "./virtual-time.ts";

/** Lines `NAME=0`, `NAME=1`, ... a millisecond apart from `from` on. */
export function lines(
  count: number,
  { from = 0, name = "n", stepNanos = 1_000_000 }: { from?: number; name?: string; stepNanos?: number } = {},
): TestLine[] {
  return Array.from({ length: count }, (_, index) => [from + index * stepNanos, `${name}=${index}`]);
}

/** Their texts. */
export const texts = (all: readonly TestLine[]): string[] => all.map(([, text]) => text);

/** A container that runs, and writes a line every `everyMs` until `untilMs`, each stamped with the moment. */
export function writing(
  everyMs: number,
  untilMs: number,
): { time: VirtualTime; kubelet: ScriptedKubelet; all: string[] } {
  const time = new VirtualTime();
  const kubelet = new ScriptedKubelet(time).start();
  const all: string[] = [];
  const write = (): void => {
    if (time.nowMs() > untilMs || !kubelet.run.isRunning) return;
    const text = `n=${all.length}`;
    all.push(text);
    kubelet.write([[time.nowMs() * 1e6, text]]);
    time.after(everyMs, write);
  };
  time.after(everyMs, write);
  return { time, kubelet, all };
}
