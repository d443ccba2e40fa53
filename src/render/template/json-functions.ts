import { readJson, writeJson } from "../exact-json.ts";
import { TemplateFault } from "./template-error.ts";
import type { TemplateFunction } from "./template-function.ts";
import { argumentText, isRecord, textOf } from "./template-values.ts";

/** The functions for JSON that stern has (README of v1.33). Keys keep their order, and large numbers all of their digits. */
export const jsonFunctions: Readonly<Record<string, TemplateFunction>> = {
  json: { least: 1, run: (value) => writeJson(value) },
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
      return isRecord(found) ? writeJson(found, 2) : argumentText(value);
    },
  },
};

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
