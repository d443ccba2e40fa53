import assert from "node:assert/strict";
import { test } from "node:test";
import { EntryFields } from "../../../../src/text/fields/entry-fields.ts";

const rows: readonly (readonly [entry: string, fields: Readonly<Record<string, string | undefined>>, why: string])[] = [
  ["user=eve status=503", { status: "503", user: "eve", path: undefined }, "pairs in any order"],
  ['msg="bad user=bob" user=eve', { user: "eve" }, "no pair within the quotes of another"],
  ["@timestamp=2 ts=1", { time: "1" }, "the likeliest of the keys that a field is known by"],
  ['{"message":"b","msg":"a"}', { msg: '"a"', message: '"b"' }, "of JSON too"],
  ["a=1 a=2", { a: "1" }, "the first of two"],
  ['{"a":{"b":{"c":1},"b.c":2}}', { "a.b.c": "1" }, "within objects"],
  ['{"a.b":1,"a":{"b":2}}', { "a.b": "1" }, "with a point in the key"],
  ['{"a":"x","a":{"b":2}}', { "a.b": "2" }, "where one of the name is no object"],
  ["\u001b[32muser\u001b[0m=\u001b[1meve\u001b[0m", { user: "eve" }, "without escape sequences"],
  ['  {"a":1}', { a: "1" }, "behind spaces"],
  ["no fields at all", { no: undefined, fields: undefined }, "none in a text"],
];

for (const [entry, expected, why] of rows) {
  test(`L20 fields of an entry: ${why}: ${JSON.stringify(entry)}`, () => {
    const names = Object.keys(expected);
    const fields = new EntryFields(names);
    // Nothing may be left of the entry before.
    const before = Buffer.from(names.map((name) => `${name}=before`).join(" "));
    fields.open(before, 0, before.length);
    assert.equal(fields.value(0), "before");
    const bytes = Buffer.from(`user=before ${entry} user=behind`);
    fields.open(bytes, 12, bytes.length - 12);
    const found = names.map((name, place) => [name, fields.value(place)] as const);
    assert.deepEqual(Object.fromEntries(found), expected);
  });
}
