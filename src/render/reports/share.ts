/** Which part of all it is, from 0 to 1 to four digits; 0 of nothing. */
export function share(count: number, all: number): number {
  return all === 0 ? 0 : Math.round((count / all) * 10_000) / 10_000;
}

/** The same as text: `61.2%`; `<0.1%` for what would look like nothing. */
export function shareText(count: number, all: number): string {
  const percent = all === 0 ? 0 : (count / all) * 100;
  return count > 0 && percent < 0.05 ? "<0.1%" : `${percent.toFixed(1)}%`;
}
