/** What a value measures, so that only like is compared with like. */
export interface Quantity {
  readonly unit: "number" | "seconds" | "bytes";
  readonly amount: number;
}

/** Reads `503`, `1.5e3`, `208.5ms`, `1h30m`, `10MiB`; undefined for what is no quantity. */
export function quantityOf(text: string): Quantity | undefined {
  if (plain.test(text)) return { unit: "number", amount: Number(text) };
  const size = /^([+-]?\d+(?:\.\d+)?) ?([kmgt]i?)?b$/iu.exec(text);
  if (size !== null) return { unit: "bytes", amount: Number(size[1]) * scaleOf(size[2]?.toLowerCase() ?? "") };
  if (!/^[+-]?(?:\d+(?:\.\d+)?(?:ns|us|µs|μs|ms|s|m|h|d))+$/u.test(text)) return undefined;
  let seconds = 0;
  for (const [, amount = "", unit = ""] of text.matchAll(/(\d+(?:\.\d+)?)(ns|us|µs|μs|ms|s|m|h|d)/gu)) {
    seconds += Number(amount) * (secondsOf.get(unit) ?? 0);
  }
  return { unit: "seconds", amount: text.startsWith("-") ? -seconds : seconds };
}

/**
 * Compares two quantities: below 0 when the first is less. Undefined where they measure different things; a plain number counts as
 * bytes beside a size.
 */
export function compareQuantities(a: Quantity, b: Quantity): number | undefined {
  const areBytes = a.unit !== "seconds" && b.unit !== "seconds";
  return a.unit === b.unit || areBytes ? a.amount - b.amount : undefined;
}

const plain = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/iu;

const secondsOf: ReadonlyMap<string, number> = new Map([
  ["ns", 1e-9],
  ["us", 1e-6],
  ["µs", 1e-6],
  ["μs", 1e-6],
  ["ms", 1e-3],
  ["s", 1],
  ["m", 60],
  ["h", 3600],
  ["d", 86_400],
]);

function scaleOf(prefix: string): number {
  const power = " kmgt".indexOf(prefix[0] ?? " ");
  return (prefix.endsWith("i") ? 1024 : 1000) ** power;
}

/**
 * Milliseconds since 1970 of a time as loggers write it: RFC 3339 and the like, or a number of seconds, milliseconds, microseconds
 * or nanoseconds since then, told apart by its size. Undefined for what is no time.
 */
export function timeOf(text: string): number | undefined {
  if (!plain.test(text)) {
    const parsed = Date.parse(text);
    return Number.isNaN(parsed) ? undefined : parsed;
  }
  const number = Number(text);
  for (const [least, perMs] of [
    [1e17, 1e6],
    [1e14, 1e3],
    [1e11, 1],
  ] as const) {
    if (number >= least) return number / perMs;
  }
  return number * 1000;
}
