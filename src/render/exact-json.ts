/**
 * Reads JSON; whole numbers with more digits than a double holds (identifiers of traces, times in nanoseconds) become bigint.
 * @throws SyntaxError when the text is no JSON.
 */
export function readJson(text: string): unknown {
  // The careful way is several times slower.
  if (!/\d{16}/u.test(text)) return JSON.parse(text) as unknown;
  return exactJson.parse(text, (_, value, { source }) => {
    const isWhole = typeof value === "number" && source !== undefined && /^-?\d+$/u.test(source);
    return isWhole && !Number.isSafeInteger(value) ? BigInt(source) : value;
  });
}

/** A value as JSON, as {@link readJson} gave it. */
export function writeJson(value: unknown, indent?: number): string {
  const text = JSON.stringify(
    value ?? null,
    (_, item: unknown) => (typeof item === "bigint" ? exactJson.rawJSON(String(item)) : item),
    indent,
  ) as string | undefined;
  return text ?? "null";
}

/** What Node has of JSON since version 24 and TypeScript does not know (ECMAScript's proposal "JSON.parse source text access"). */
const exactJson = JSON as unknown as {
  parse(
    text: string,
    reviver: (key: string, value: unknown, context: { readonly source?: string }) => unknown,
  ): unknown;
  rawJSON(text: string): unknown;
};
