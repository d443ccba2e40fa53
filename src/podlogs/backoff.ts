/**
 * How long to wait before try number `attempt` (from 0) after a cut: the first within 100 ms, then twice as long each
 * time up to 10 s, of which a random half is taken so that many sources do not come back at once.
 */
export function backoffMs(attempt: number, random: number): number {
  const fullMs = Math.min(longestMs, firstMs * 2 ** Math.min(attempt, 20));
  return Math.round(fullMs * (0.5 + random / 2));
}

const firstMs = 100;
const longestMs = 10_000;
