/**
 * Waits for what many wait for, but no longer than one's own signal allows.
 *
 * @throws the signal's reason, or what `shared` throws.
 */
export function abortable<T>(shared: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = (): void => reject(signal.reason);
    // In any case, so that a failure which nobody waits for any more is not an unhandled one.
    shared.then(resolve, reject).finally(() => signal.removeEventListener("abort", abort));
    if (signal.aborted) abort();
    else signal.addEventListener("abort", abort, { once: true });
  });
}
