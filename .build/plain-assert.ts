/**
 * Stands in the bundle where yargs takes `assert` from, which it calls in every run. Node's own looks at `process.stderr` to learn about
 * colours, which opens it, and takes a millisecond to load.
 */
export function strictEqual(actual: unknown, expected: unknown, message?: string): void {
  if (!Object.is(actual, expected)) throw new TypeError(message ?? "two values are not the same");
}

/** As {@link strictEqual}, the other way round. */
export function notStrictEqual(actual: unknown, expected: unknown, message?: string): void {
  if (Object.is(actual, expected)) throw new TypeError(message ?? "two values are the same");
}
