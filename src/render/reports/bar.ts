/** A bar of that part of the width, to an eighth of a character; at least an eighth where there is anything. */
export function bar(part: number, width: number): string {
  if (!(part > 0)) return "";
  const eighths = Math.max(1, Math.round(Math.min(1, part) * width * 8));
  return "█".repeat(Math.floor(eighths / 8)) + (" ▏▎▍▌▋▊▉"[eighths % 8] ?? "").trim();
}
