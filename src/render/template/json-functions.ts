import { TemplateFault } from "./template-error.ts";
import type { TemplateFunction } from "./template-function.ts";
import { argumentText, isRecord, textOf } from "./template-values.ts";

/** The functions for JSON that stern has (README of v1.33). Keys keep their order, and large numbers all of their digits. */
export const jsonFunctions: Readonly<Record<string, TemplateFunction>> = {
  json: { least: 1, run: (value) => jsonOf(value) },
  parseJSON: { least: 1, run: (text) => parseJson(argumentText(text)) },
  tryParseJSON: { least: 1, run: (text) => objectIn(argumentText(text)) },
  extractJSONParts: {
    least: 1,
    most: Number.POSITIVE_INFINITY,
    run: (text, ...keys) => partsOf(parseJson(argumentText(text)), keys),
  },
  tryExtractJSONParts: {
    least: 1,
    most: Number.POSITIVE_INFINITY,
    run: (text, ...keys) => {
      const found = objectIn(argumentText(text));
      return found === undefined ? text : partsOf(found, keys);
    },
  },
  extjson: { least: 1, run: (text) => embedded(argumentText(text)) },
  prettyJSON: {
    least: 1,
    run: (value) => {
      const found = typeof value === "string" ? objectIn(value) : value;
      return isRecord(found) ? jsonOf(found, 2) : argumentText(value);
    },
  },
};

/** What Node 24 has of JSON and TypeScript does not know: numbers as they are written (ECMA-262, proposal of JSON.parse source text). */
const exactJson = JSON as unknown as {
  parse(
    text: string,
    reviver: (key: string, value: unknown, context: { readonly source?: string }) => unknown,
  ): unknown;
  rawJSON(text: string): unknown;
};

function jsonOf(value: unknown, indent?: number): string {
  const text = JSON.stringify(
    value ?? null,
    // Go writes whole numbers of any size; only in JavaScript they need a type of their own.
    (_, item: unknown) => (typeof item === "bigint" ? exactJson.rawJSON(String(item)) : item),
    indent,
  ) as string | undefined;
  return text ?? "null";
}

function parseJson(text: string): unknown {
  try {
    return readJson(text);
  } catch (error) {
    throw new TemplateFault(`the text is no JSON (${error instanceof Error ? error.message : "unknown"})`);
  }
}

/** The object that the text is; undefined when it is something else. */
function objectIn(text: string): Readonly<Record<string, unknown>> | undefined {
  // Most lines of most logs are no JSON: an exception for each would cost more than all the rest.
  if (!/^\s*\{/u.test(text)) return undefined;
  try {
    const value = readJson(text);
    return isRecord(value) && !Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function readJson(text: string): unknown {
  // Identifiers of traces and times in nanoseconds have more digits than a double holds.
  if (!/\d{16}/u.test(text)) return JSON.parse(text) as unknown;
  return exactJson.parse(text, (_, value, { source }) => {
    const isRounded =
      typeof value === "number" && source !== undefined && /^-?\d+$/u.test(source) && !Number.isSafeInteger(value);
    return isRounded ? BigInt(source) : value;
  });
}

function partsOf(value: unknown, keys: readonly unknown[]): string {
  if (!isRecord(value)) throw new TemplateFault("the text is JSON, but no object");
  return keys.map((key) => textOf(value[argumentText(key)])).join(", ");
}

/** JSON as it stands, and any other text as a string of JSON. */
function embedded(text: string): string {
  if (/^\s*[[{"\dtfn-]/u.test(text)) {
    try {
      JSON.parse(text);
      return text;
    } catch {
      // It only began like JSON.
    }
  }
  return JSON.stringify(text);
}
