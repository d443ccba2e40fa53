import assert from "node:assert/strict";
import { test } from "node:test";
import { EntryFields } from "../../../../src/text/fields/entry-fields.ts";
import { keysOf } from "../../../../src/text/fields/entry-keys.ts";
import { FieldCensus } from "../../../../src/text/fields/field-census.ts";

const rows: readonly (readonly [entry: string, keys: readonly string[]])[] = [
  ['{"a":1,"b":{"c":{"d":2}},"e":[{"f":1}]}', ["a", "b", "b.c", "b.c.d", "e"]],
  ['  level=info msg="a=1" user.id=7', ["level", "msg", "user.id"]],
  ["if (a==b) x=1 c!=d", ["x"]],
  ["no fields", []],
  ['{"cut', []],
];

for (const [entry, keys] of rows) {
  test(`L20 keys of an entry: ${entry}`, () => {
    const bytes = Buffer.from(`x=0 ${entry} y=0`);
    assert.deepEqual([...keysOf(bytes, 4, bytes.length - 4)], keys);
  });
}

test("L20 a census knows what was looked for in vain, and what may have been meant", () => {
  const census = new FieldCensus();
  const fields = new EntryFields(["status", "usr", "zone"], census);
  assert.deepEqual(census.missing(), []);
  for (const entry of ["status=1 user=a", "user=b size=1", "plain"]) {
    const bytes = Buffer.from(entry);
    fields.open(bytes, 0, bytes.length);
    fields.has(1);
  }
  assert.deepEqual(census.missing(), [
    { name: "usr", near: ["user"] },
    { name: "zone", near: [] },
  ]);
  assert.deepEqual(census.keys, ["status", "user", "size"]);
});

test("L20 a census wants the keys of the first entries only, and keeps a bounded number", () => {
  const census = new FieldCensus();
  let entries = 0;
  for (; census.isSampling; entries++) {
    census.sample(Array.from({ length: 10 }, (_, key) => `key-${entries}-${key}`));
  }
  assert.deepEqual([entries, census.keys.length], [200, 200]);
});
