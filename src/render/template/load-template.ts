import { loadTimeZone, type TimeZone } from "../../time/time-zone.ts";
import type { ColorLevel } from "../color-level.ts";
import { type CompiledTemplate, compileTemplate } from "./template-compiler.ts";
import type { TemplateText } from "./template-error.ts";
import { templateFunctions } from "./template-functions.ts";
import { parseTemplate } from "./template-parser.ts";
import { readTokens } from "./template-tokens.ts";

/** A template that can be used, whatever colours there are. */
export interface LoadedTemplate {
  /** How it is made ready for output. */
  compile(colorLevel: ColorLevel): CompiledTemplate;
  /** Whether an entry's level must be found out. */
  readonly usesLevel: boolean;
  /** Whether the template names a fact of the entry's node beside its name. */
  readonly usesNodeFacts: boolean;
}

/** The fields of an entry, the ones of stern (README of v1.33) first. */
export const templateFields: readonly string[] = [
  "Message",
  "Timestamp",
  "NodeName",
  "Namespace",
  "PodName",
  "ContainerName",
  "Labels",
  "Annotations",
  "PodColor",
  "ContainerColor",
  "Context",
  "Zone",
  "Region",
  "Os",
  "Arch",
  "Service",
  "Instance",
  "Stream",
  "Level",
  "Late",
  "Untimed",
];

/**
 * Reads a template and all that it needs.
 * @throws KtError KT_USAGE with line and column, for whatever is wrong with it.
 */
export async function loadTemplate(template: TemplateText): Promise<LoadedTemplate> {
  const tree = parseTemplate(template);
  const tokens = readTokens(template);
  const zones = new Map<string, TimeZone>();
  const usesZones = tokens.some(({ kind, text }) => kind === "word" && text === "toTimestamp");
  if (usesZones) for (const { kind, text } of tokens) if (kind === "string") await addZone(zones, text);
  const compile = (colorLevel: ColorLevel): CompiledTemplate => {
    const functions = templateFunctions(colorLevel, (name) => zones.get(name));
    return compileTemplate(template, tree, { functions, fields: templateFields });
  };
  // What it names and does not exist is said now, and not when the first entry comes.
  compile(0);
  const usesField = (name: string): boolean => tokens.some(({ kind, text }) => kind === "field" && text === `.${name}`);
  const usesNodeFacts = ["Zone", "Region", "Os", "Arch"].some(usesField);
  return { compile, usesLevel: usesField("Level"), usesNodeFacts };
}

/** Most texts of a template are no zones. */
async function addZone(zones: Map<string, TimeZone>, name: string): Promise<void> {
  if (!/^(?:local|utc|z|[+-]\d\d:?\d\d|[A-Za-z_]+(?:\/[A-Za-z0-9_+-]+)*)$/iu.test(name)) return;
  try {
    zones.set(name, await loadTimeZone(name));
  } catch {
    // It meant something else; where a zone was meant, toTimestamp says so.
  }
}
