import type { LogSource } from "./source.ts";

/**
 * The source, whose failures somebody sees first.
 * @param rescue Ends the reading well by returning, or throws what it shall fail with. An abort is no failure.
 */
export function rescuedSource(
  source: LogSource,
  rescue: (error: unknown, signal: AbortSignal) => void | Promise<void>,
): LogSource {
  return {
    name: source.name,
    read: async function* (signal) {
      try {
        yield* source.read(signal);
      } catch (error) {
        if (signal.aborted) throw error;
        await rescue(error, signal);
      }
    },
    [Symbol.asyncDispose]: () => source[Symbol.asyncDispose](),
  };
}
