import { parseTimestamp } from "../../src/time/timestamp.ts";

/** What was seen of the output of a follow whose lines carry their time, their pod `bench-N` and `seq=N`. */
export class FollowedLines {
  lineCount = 0;
  /** Numbers that are missing between two lines of one container. */
  lostCount = 0;
  /** Lines whose number was seen before. */
  doubledCount = 0;
  /** Lines with a lower timestamp than one before them. */
  disorderedCount = 0;
  /** When each container's first line was written, in milliseconds since 1970. */
  readonly firstWrittenMs: Map<string, number> = new Map();
  readonly #latenciesMs: { readonly writtenMs: number; readonly latencyMs: number }[] = [];
  readonly #lastSeq = new Map<string, number>();
  #highest = "";
  #rest = "";

  /** Takes what arrived at `nowMs`, in milliseconds since 1970. */
  add(chunk: string, nowMs: number): void {
    const lines = (this.#rest + chunk).split("\n");
    this.#rest = lines.pop() ?? "";
    for (const line of lines) this.#addLine(line, nowMs);
  }

  /** The latency that this share of the lines stays below, in milliseconds, of those written from `fromMs` on. */
  latencyMs(share: number, fromMs: number): number {
    const sorted = this.#latenciesMs
      .filter(({ writtenMs }) => writtenMs >= fromMs)
      .map(({ latencyMs }) => latencyMs)
      .sort((a, b) => a - b);
    return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
  }

  #addLine(line: string, nowMs: number): void {
    const [, pod = "", time = "", seqText = ""] = /(bench-\d+)\D.*?(\d{4}-\S+Z) .*?seq=(\d+) /.exec(line) ?? [];
    const instant = parseTimestamp(time);
    if (instant === undefined) return;
    const writtenMs = instant.seconds * 1000 + instant.nanos / 1e6;
    const seq = Number(seqText);
    const last = this.#lastSeq.get(pod);
    if (last === undefined) this.firstWrittenMs.set(pod, writtenMs);
    else if (seq <= last) this.doubledCount++;
    else this.lostCount += seq - last - 1;
    this.#lastSeq.set(pod, Math.max(seq, last ?? 0));
    if (time < this.#highest) this.disorderedCount++;
    else this.#highest = time;
    this.lineCount++;
    this.#latenciesMs.push({ writtenMs, latencyMs: nowMs - writtenMs });
  }
}
