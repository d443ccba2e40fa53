import type { Instant } from "../time/timestamp.ts";

/**
 * The time of a line of klog, taken as UTC; undefined when it has none. The year, which klog does not write, is the last
 * one in which that day was not in the future.
 */
export function klogTime(line: string, nowMs: number): Instant | undefined {
  const parts = klogHeader.exec(line);
  if (parts === null) return undefined;
  const [month, day, hour, minute, second, micros] = parts.slice(1).map(Number) as [number, ...number[]];
  const year = new Date(nowMs).getUTCFullYear();
  const momentIn = (inYear: number): number => Date.UTC(inYear, month - 1, day, hour, minute, second);
  // A day of grace: the writer's zone may be ahead, and its clock as well.
  const ms = momentIn(year) <= nowMs + 86_400_000 ? momentIn(year) : momentIn(year - 1);
  return { seconds: ms / 1000, nanos: (micros ?? 0) * 1000 };
}

/** How a line of klog begins: `I1121 08:11:56.494799` (k8s.io/klog/v2 v2.130 `klog.go` formatHeader). */
const klogHeader = /^[IWEF](\d\d)(\d\d) (\d\d):(\d\d):(\d\d)\.(\d{6})\s/;
