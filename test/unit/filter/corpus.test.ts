import assert from "node:assert/strict";
import { test } from "node:test";
import { ContinuationFinder } from "../../../src/filter/records/continuation.ts";
import { EntryFields } from "../../../src/text/fields/entry-fields.ts";
import { readableValue } from "../../../src/text/fields/field-value.ts";
import { levelNames } from "../../../src/text/level/level.ts";
import { levelOf } from "../../../src/text/level/level-of.ts";
import { readCorpus } from "../../support/corpus.ts";

const corpus = readCorpus();
const files = [...new Set(corpus.map(({ file }) => file))];

for (const file of files) {
  const lines = corpus.filter((line) => line.file === file);

  test(`L21 corpus: which lines of ${file} go on with the record before`, () => {
    const finder = new ContinuationFinder();
    for (const { line, bytes, level } of lines) {
      const what = `${file}:${line} ${JSON.stringify(bytes.toString())}`;
      assert.equal(finder.isContinuation(bytes, 0, bytes.length), level === undefined, what);
    }
  });

  test(`L20 corpus: fields of ${file}`, () => {
    for (const { line, bytes, fields } of lines) {
      const names = Object.keys(fields);
      const entry = new EntryFields(names);
      entry.open(bytes, 0, bytes.length);
      for (const [place, name] of names.entries()) {
        const value = entry.value(place);
        const expected = fields[name];
        const found = typeof expected === "string" ? readableValue(value ?? "") : JSON.parse(value ?? "null");
        assert.deepEqual(found, expected, `${file}:${line} ${name}`);
      }
    }
  });

  test(`L19 corpus: the level of each record of ${file}`, () => {
    for (const [place, { line, bytes, level }] of lines.entries()) {
      if (level === undefined) continue;
      const next = lines.findIndex((other, index) => index > place && other.level !== undefined);
      const record = lines.slice(place, next < 0 ? undefined : next).map((one) => one.bytes);
      const found = record.map((one) => levelOf(one, 0, one.length)).find((one) => one > 0) ?? 0;
      assert.equal(levelNames[found], level, `${file}:${line} ${JSON.stringify(bytes.toString())}`);
    }
  });
}
