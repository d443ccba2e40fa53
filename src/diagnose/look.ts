import { KtError } from "../errors/kt-error.ts";

/** What came of looking at something that may be out of sight. */
export type Look<T> =
  | { readonly isSeen: true; readonly value: T; readonly durationMs: number }
  | { readonly isSeen: false; readonly error: KtError; readonly durationMs: number };

/**
 * Looks at something within a limit of time. Whatever goes wrong is a result; only an abort and a defect are thrown.
 * @param what Named where the limit is reached: `pod "web-1"`.
 */
export async function look<T>(
  what: string,
  limitMs: number,
  signal: AbortSignal,
  get: (signal: AbortSignal) => Promise<T>,
): Promise<Look<T>> {
  const startMs = performance.now();
  const deadline = AbortSignal.timeout(Math.max(1, Math.ceil(limitMs)));
  const passed = (): number => performance.now() - startMs;
  try {
    const value = await get(AbortSignal.any([signal, deadline]));
    return { isSeen: true, value, durationMs: passed() };
  } catch (error) {
    if (signal.aborted) throw signal.reason;
    if (error instanceof KtError) return { isSeen: false, error, durationMs: passed() };
    if (!deadline.aborted) throw error;
    return { isSeen: false, error: lateError(what, limitMs), durationMs: passed() };
  }
}

/** Whether nothing came in time. */
export function isLate({ code }: KtError): boolean {
  return code === "KT_TIMEOUT";
}

function lateError(what: string, limitMs: number): KtError {
  return new KtError("KT_TIMEOUT", `${what}: no answer within ${(limitMs / 1000).toFixed(1)} s`);
}
