import { levelNames } from "../level/level.ts";
import { EntryFields } from "./entry-fields.ts";
import { readableValue } from "./field-value.ts";

/** Shows some fields of entries (`--fields`). The field `level` is the level that an entry has, however it says it. */
export class FieldProjection {
  readonly #names: readonly string[];
  readonly #fields: EntryFields;

  constructor(names: readonly string[]) {
    this.#names = names;
    this.#fields = new EntryFields(names);
  }

  /** `level=info msg="item added"`: those that the entry has; undefined when it has none but a level. */
  text(bytes: Buffer, start: number, end: number): string | undefined {
    const pairs: string[] = [];
    let hasField = false;
    this.#visit(bytes, start, end, (name, value, isLevel) => {
      const text = isLevel ? value : readableValue(value);
      pairs.push(`${name}=${text === "" || /[\s"=\p{Cc}]/u.test(text) ? JSON.stringify(text) : text}`);
      hasField ||= !isLevel;
    });
    return hasField || pairs.length === this.#names.length ? pairs.join(" ") : undefined;
  }

  /** An object with those that the entry has, values of JSON as they are; undefined when it has none. */
  json(bytes: Buffer, start: number, end: number): string | undefined {
    const members: string[] = [];
    this.#visit(bytes, start, end, (name, value, isLevel) => {
      members.push(`${JSON.stringify(name)}:${isLevel ? JSON.stringify(value) : jsonOf(value)}`);
    });
    return members.length === 0 ? undefined : `{${members.join(",")}}`;
  }

  #visit(
    bytes: Buffer,
    start: number,
    end: number,
    visit: (name: string, value: string, isLevel: boolean) => void,
  ): void {
    this.#fields.open(bytes, start, end);
    for (const [place, name] of this.#names.entries()) {
      const isLevel = name === "level";
      const value = isLevel ? levelText(this.#fields.level()) : this.#fields.value(place);
      if (value !== undefined) visit(name, value, isLevel);
    }
  }
}

function levelText(level: number): string | undefined {
  return level === 0 ? undefined : levelNames[level];
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
