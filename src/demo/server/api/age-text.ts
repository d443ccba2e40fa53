/**
 * How long ago a time was, as `kubectl get` has it: `42s`, `3m7s`, `11h` (k8s.io/apimachinery v0.36.3
 * pkg/util/duration/duration.go HumanDuration, up to days).
 * @param time RFC 3339; absent: `<unknown>`.
 */
export function ageText(time: string | undefined, nowMs: number): string {
  if (time === undefined) return "<unknown>";
  const seconds = Math.max(0, Math.floor((nowMs - Date.parse(time)) / 1000));
  const minutes = Math.floor(seconds / 60);
  const hours = Math.floor(minutes / 60);
  if (seconds < 120) return `${seconds}s`;
  if (minutes < 10) return withRest(minutes, "m", seconds % 60, "s");
  if (hours < 3) return `${minutes}m`;
  if (hours < 8) return withRest(hours, "h", minutes % 60, "m");
  if (hours < 48) return `${hours}h`;
  const days = Math.floor(hours / 24);
  return days < 8 ? withRest(days, "d", hours % 24, "h") : `${days}d`;
}

function withRest(whole: number, unit: string, rest: number, smaller: string): string {
  return rest === 0 ? `${whole}${unit}` : `${whole}${unit}${rest}${smaller}`;
}
