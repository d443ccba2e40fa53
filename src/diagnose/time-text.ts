/** `2026-11-21 10:00:00Z`. */
export function dateText(epochMs: number): string {
  if (Number.isNaN(epochMs)) return "an unknown time";
  return new Date(epochMs)
    .toISOString()
    .replace("T", " ")
    .replace(/\.\d+Z$/, "Z");
}

/** In one unit, as kubectl writes ages: `12s`, `3m`, `5h`, `2d`. */
export function ageText(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  if (seconds < 120) return `${seconds}s`;
  if (seconds < 7200) return `${Math.round(seconds / 60)}m`;
  if (seconds < 172_800) return `${Math.floor(seconds / 3600)}h`;
  return `${Math.floor(seconds / 86_400)}d`;
}

/** How long ago a time of the API was; undefined when there is none. */
export function agoText(time: string | undefined, nowMs: number): string | undefined {
  const atMs = Date.parse(time ?? "");
  return Number.isNaN(atMs) ? undefined : `${ageText(nowMs - atMs)} ago`;
}
