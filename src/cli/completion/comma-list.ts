import type { Answer, Candidate } from "./answer.ts";

/**
 * Completes a value that may be a list between commas: only its last part is completed, and what the list has already is
 * not offered again. A sign before a part (`+node`) stays.
 * @param candidatesFor Takes the part that is typed; may offer more than what begins with it.
 */
export async function completeWord(
  typed: string,
  isCommaList: boolean,
  candidatesFor: (part: string) => Promise<readonly Candidate[]>,
): Promise<Answer> {
  const comma = isCommaList ? typed.lastIndexOf(",") : -1;
  const sign = isCommaList && /^[+-]/.test(typed.slice(comma + 1)) ? 1 : 0;
  const head = typed.slice(0, comma + 1 + sign);
  const part = typed.slice(head.length);
  const taken = new Set(typed.slice(0, comma + 1).split(","));
  const candidates = (await candidatesFor(part)).filter(({ value }) => value.startsWith(part) && !taken.has(value));
  return {
    candidates: candidates.map((candidate) => ({ ...candidate, value: head + candidate.value })),
    goesOn: goesOn(candidates),
  };
}

/** Whether no blank may follow: all of them end amid a word. */
export function goesOn(candidates: readonly Candidate[]): boolean {
  return candidates.length > 0 && candidates.every(({ value }) => /[/:=]$/.test(value));
}
