import assert from "node:assert/strict";

/** The part of JSON Schema that our schemas use. */
export interface JsonSchema {
  readonly type?: string;
  readonly enum?: readonly unknown[];
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean;
  readonly items?: JsonSchema;
  readonly $ref?: string;
  readonly $defs?: Readonly<Record<string, JsonSchema>>;
}

/** Checks that a document is as its schema says, and nothing else is in it. */
export function assertSchema(document: unknown, root: JsonSchema): void {
  check(document, root, { root, path: "$" });
}

interface Place {
  readonly root: JsonSchema;
  readonly path: string;
}

function check(value: unknown, written: JsonSchema, { root, path }: Place): void {
  const schema = written.$ref === undefined ? written : root.$defs?.[written.$ref.replace("#/$defs/", "")];
  assert.ok(schema, `${path}: ${written.$ref} is not in the schema`);
  if (schema.type !== undefined) assert.equal(typeOf(value), schema.type, path);
  if (schema.enum !== undefined) assert.ok(schema.enum.includes(value), `${path}: ${String(value)}`);
  if (Array.isArray(value)) {
    for (const [place, item] of value.entries()) check(item, schema.items ?? {}, { root, path: `${path}[${place}]` });
  } else if (typeof value === "object" && value !== null) {
    const entries = Object.entries(value);
    for (const key of schema.required ?? []) assert.ok(key in value, `${path}.${key} is missing`);
    for (const [key, item] of entries) {
      const property: JsonSchema | undefined = schema.properties?.[key];
      assert.ok(property !== undefined, `${path}.${key} is not in the schema`);
      check(item, property, { root, path: `${path}.${key}` });
    }
  }
}

function typeOf(value: unknown): string {
  if (Array.isArray(value)) return "array";
  if (Number.isInteger(value)) return "integer";
  return value === null ? "null" : typeof value;
}
