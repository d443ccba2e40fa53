import { levelNames } from "../level/level.ts";
import type { ScratchText } from "../scratch-text.ts";
import { EntryFields } from "./entry-fields.ts";
import type { FieldCensus } from "./field-census.ts";
import { readableValue } from "./field-value.ts";

/** Shows some fields of entries (`--fields`). The field `level` is the level that an entry has, however it says it. */
export class FieldProjection {
  readonly #shown: readonly ShownField[];
  readonly #fields: EntryFields;

  /** @param census Is told which of them are found. */
  constructor(names: readonly string[], census?: FieldCensus) {
    const fieldNames = names.filter((name) => name !== "level");
    this.#shown = names.map((name) => ({
      head: Buffer.from(`${name}=`),
      key: JSON.stringify(name),
      place: fieldNames.indexOf(name),
    }));
    this.#fields = new EntryFields(fieldNames, census);
  }

  /**
   * Writes `level=info msg="item added"`, those that the entry has.
   * @returns false when it has none but a level; what was written is worth nothing then.
   */
  writeText(bytes: Buffer, start: number, end: number, to: ScratchText): boolean {
    const fields = this.#fields;
    fields.open(bytes, start, end);
    to.clear();
    let shown = 0;
    let hasField = false;
    for (const { head, place } of this.#shown) {
      const level = place < 0 ? fields.level() : 0;
      if (place < 0 ? level === 0 : !fields.has(place)) continue;
      if (shown++ > 0) to.add(separator, 0, 1);
      to.add(head, 0, head.length);
      if (place < 0) {
        to.addText(levelNames[level] as string);
      } else {
        hasField = true;
        if (!fields.addBareValue(place, to)) to.addText(quotedIfNeeded(readableValue(fields.value(place) ?? "")));
      }
    }
    return hasField || shown === this.#shown.length;
  }

  /** An object with those that the entry has, values of JSON as they are; undefined when it has none. */
  json(bytes: Buffer, start: number, end: number): string | undefined {
    const members: string[] = [];
    this.#fields.open(bytes, start, end);
    for (const { key, place } of this.#shown) {
      const level = place < 0 ? this.#fields.level() : 0;
      const value = place < 0 ? undefined : this.#fields.value(place);
      if (level > 0) members.push(`${key}:"${levelNames[level]}"`);
      else if (value !== undefined) members.push(`${key}:${jsonOf(value)}`);
    }
    return members.length === 0 ? undefined : `{${members.join(",")}}`;
  }
}

interface ShownField {
  /** `name=`. */
  readonly head: Buffer;
  /** The name as JSON. */
  readonly key: string;
  /** Its place among the fields that are looked for; below 0 for the level, which is none of them. */
  readonly place: number;
}

const separator = Buffer.from(" ");

function quotedIfNeeded(text: string): string {
  return text === "" || /[\s"=\p{Cc}]/u.test(text) ? JSON.stringify(text) : text;
}

/** A value as JSON in one line that cannot drive a terminal: parsed and written anew, so that it is JSON for certain. */
function jsonOf(value: string): string {
  let text: string;
  try {
    text = JSON.stringify(JSON.parse(value));
  } catch {
    text = JSON.stringify(readableValue(value));
  }
  return text.replaceAll(/[\u007f-\u009f]/gu, (character) => `\\u00${character.charCodeAt(0).toString(16)}`);
}
