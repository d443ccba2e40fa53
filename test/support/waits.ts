import { setTimeout as sleep } from "node:timers/promises";

/** How long a wait goes on. */
export interface WaitLimits {
  /** Two minutes when absent. */
  readonly limitMs?: number;
  /** Between two looks; absent: 150. */
  readonly pauseMs?: number;
}

/**
 * Looks at something again and again until it is as it should be. A look that fails, or says nothing for ten seconds, is one
 * more look in vain: on a slow machine the next may succeed.
 * @param what is waited for, as in "a pod to start".
 * @throws Error that names what was waited for and what was seen last.
 */
export async function waitFor<Seen>(
  what: string,
  look: () => Promise<Seen>,
  isIt: (seen: Seen) => boolean,
  { limitMs = 120_000, pauseMs = 150 }: WaitLimits = {},
): Promise<void> {
  let last: unknown = "nothing";
  for (const deadlineMs = Date.now() + limitMs; Date.now() < deadlineMs; await sleep(pauseMs)) {
    try {
      const seen = await answerOf(look, Math.min(limitMs, 10_000));
      if (isIt(seen)) return;
      last = seen;
    } catch (error) {
      last = error;
    }
  }
  throw new Error(`waited ${limitMs / 1000} s for ${what}; seen last: ${shown(last)}`);
}

async function answerOf<Seen>(look: () => Promise<Seen>, limitMs: number): Promise<Seen> {
  const answered = new AbortController();
  const silence = sleep(limitMs, undefined, { signal: answered.signal }).then(() => {
    throw new Error(`no answer within ${limitMs / 1000} s`);
  });
  try {
    return await Promise.race([look(), silence]);
  } finally {
    answered.abort();
  }
}

/** What was seen, as one that reads a log of tests may see it: not much, and no credentials. */
function shown(seen: unknown): string {
  const text = seen instanceof Error ? String(seen) : typeof seen === "string" ? seen : JSON.stringify(seen);
  const harmless = text
    .replaceAll(/-----BEGIN [^-]+-----[^]*?(?:-----END [^-]+-----|$)/g, "(PEM)")
    .replaceAll(/\b[\w+/-]{40,}(?:\.[\w+/-]+)*={0,2}/g, (word) => `${word.slice(0, 12)}...`)
    .trim();
  if (harmless.length <= shownCharacters) return harmless;
  return `${harmless.slice(0, shownCharacters / 2)} ... ${harmless.slice(-shownCharacters / 2)}`;
}

const shownCharacters = 1600;
