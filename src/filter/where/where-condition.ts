import { EntryFields } from "../../text/fields/entry-fields.ts";
import type { FieldCensus } from "../../text/fields/field-census.ts";
import { readableValue } from "../../text/fields/field-value.ts";
import { Level } from "../../text/level/level.ts";
import { byteText, compilePattern } from "../../text/pattern/pattern.ts";
import { levelNamed } from "../level-choice.ts";
import { compareQuantities, quantityOf, timeOf } from "./quantity.ts";
import { parseWhere } from "./where-parser.ts";
import type { Operator, WhereTree } from "./where-tree.ts";

/** Whether the entry `bytes[start, end)` is wanted. */
export type Condition = (bytes: Buffer, start: number, end: number) => boolean;

/**
 * What `--where` asks, ready to be asked of entries. A field that an entry does not have equals nothing, matches nothing and is
 * neither more nor less than anything.
 * @param census Is told which of the fields are found.
 * @throws KtError KT_USAGE for what cannot be read.
 */
export function compileWhere(text: string, census?: FieldCensus): Condition {
  const names: string[] = [];
  const test = compile(parseWhere(text), names, text);
  const fields = new EntryFields(names, census);
  return (bytes, start, end) => {
    fields.open(bytes, start, end);
    return test(fields);
  };
}

type Test = (fields: EntryFields) => boolean;

function compile(tree: WhereTree, names: string[], text: string): Test {
  switch (tree.kind) {
    case "and": {
      const parts = tree.parts.map((part) => compile(part, names, text));
      return (fields) => parts.every((part) => part(fields));
    }
    case "or": {
      const parts = tree.parts.map((part) => compile(part, names, text));
      return (fields) => parts.some((part) => part(fields));
    }
    case "not": {
      const part = compile(tree.part, names, text);
      return (fields) => !part(fields);
    }
    case "exists": {
      if (tree.field === "level") return (fields) => fields.level() !== Level.unknown;
      const place = placeOf(tree.field, names);
      return (fields) => fields.value(place) !== undefined;
    }
    case "comparison":
      return compileComparison(tree, names, text);
  }
}

function compileComparison(
  { field, operator, literal }: Extract<WhereTree, { readonly kind: "comparison" }>,
  names: string[],
  text: string,
): Test {
  if (operator === "!=" || operator === "!~") {
    const opposite = operator === "!=" ? "=" : "=~";
    const test = compileComparison({ kind: "comparison", field, operator: opposite, literal }, names, text);
    return (fields) => !test(fields);
  }
  if (field === "level" && operator !== "=~") {
    const wanted = levelNamed(literal, "--where", text);
    return (fields) => isOrdered(operator, levelOrNot(fields.level(), wanted, operator));
  }
  const place = placeOf(field, names);
  if (operator === "=~") {
    const pattern = compilePattern(literal, { flag: "--where" });
    return (fields) => {
      const value = fields.value(place);
      if (value === undefined) return false;
      const bytes = Buffer.from(readableValue(value));
      return pattern.test(byteText(bytes, 0, bytes.length));
    };
  }
  const compare = field === "time" ? timeComparison(literal) : valueComparison(literal);
  return (fields) => {
    const value = fields.value(place);
    return value !== undefined && isOrdered(operator, compare(readableValue(value)));
  };
}

/** An entry without a level is neither more nor less than one, but may be asked for as `unknown`. */
function levelOrNot(level: number, wanted: number, operator: Operator): number | undefined {
  return operator !== "=" && (level === Level.unknown || wanted === Level.unknown) ? undefined : level - wanted;
}

function timeComparison(literal: string): (value: string) => number | undefined {
  const wanted = timeOf(literal);
  if (wanted === undefined) return valueComparison(literal);
  return (value) => {
    const time = timeOf(value);
    return time === undefined ? undefined : time - wanted;
  };
}

/** Quantities by their size, all else by its characters. */
function valueComparison(literal: string): (value: string) => number | undefined {
  const wanted = quantityOf(literal);
  return (value) => {
    if (value === literal) return 0;
    if (wanted === undefined) return value < literal ? -1 : 1;
    const quantity = quantityOf(value);
    return quantity === undefined ? undefined : compareQuantities(quantity, wanted);
  };
}

function isOrdered(operator: Operator, order: number | undefined): boolean {
  if (order === undefined) return false;
  switch (operator) {
    case "=":
      return order === 0;
    case ">":
      return order > 0;
    case ">=":
      return order >= 0;
    case "<":
      return order < 0;
    default:
      return order <= 0;
  }
}

function placeOf(name: string, names: string[]): number {
  const place = names.indexOf(name);
  return place >= 0 ? place : names.push(name) - 1;
}
