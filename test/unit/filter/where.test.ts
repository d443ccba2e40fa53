import assert from "node:assert/strict";
import { test } from "node:test";
import { createFilter } from "../../../src/filter/filter.ts";
import { compileWhere } from "../../../src/filter/where/where-condition.ts";
import { blockOf, entriesOf } from "../../support/entries.ts";
import { filterOptionsOf } from "../../support/filter-options.ts";

function isWanted(where: string, line: string): boolean {
  const bytes = Buffer.from(`xx${line}yy`);
  return compileWhere(where)(bytes, 2, bytes.length - 2);
}

const json =
  '{"level":"warn","ts":"2026-11-21T08:11:56.494Z","status":503,"path":"/api/pay","took":"208.5ms","size":"10MiB","user":{"id":7,"name":"a \\"b\\""},"ok":true,"none":null}';
const logfmt = 'time=2026-11-21T08:11:56Z level=error msg="cannot pay" status=404 took=1.5s path=/shop ok=false';

const rows: readonly (readonly [where: string, json: boolean, logfmt: boolean])[] = [
  ["status>=500", true, false],
  ["status >= 400", true, true],
  ["status<500", false, true],
  ["status = 503", true, false],
  ["status==503", true, false],
  ["status=503.0", true, false],
  ["status!=503", false, true],
  ['path=~"^/api"', true, false],
  ["path!~'^/api'", false, true],
  ["path=/shop", false, true],
  ['msg="cannot pay"', false, true],
  ['message=~"pay$"', false, true],
  ["user.id=7", true, false],
  ["user.id>6 and user.id<8", true, false],
  [`user.name='a "b"'`, true, false],
  ['user.name="a \\"b\\""', true, false],
  ["ok=true", true, false],
  ["none=null", true, false],
  ["took>200ms", true, true],
  ["took>1s", false, true],
  ["took>1", false, false],
  ["size>=10MB", true, false],
  ["size>10MiB", false, false],
  ["size>10000000", true, false],
  ["level>=warn", true, true],
  ["level=error", false, true],
  ["level<error", true, false],
  ["level!=error", true, false],
  ["level=~warn", true, false],
  ["time>2026-11-21T08:11:56.200Z", true, false],
  ["time<2026-11-21T09:11:56.200+01:00", false, true],
  ["exists(user)", true, false],
  ["exists(user.id) or exists(msg)", true, true],
  ["not exists(user)", false, true],
  ["!exists(user) && status=404", false, true],
  ["missing=1", false, false],
  ["missing!=1", true, true],
  ["missing<1 or missing>=1", false, false],
  ["status=404 or status=503 and ok=false", false, true],
  ["(status=404 or status=503) and ok=true", true, false],
  ["not (status=404 or ok=true)", false, false],
  ["path>/b", false, true],
  ["`path`=/shop", false, true],
];

for (const [where, ofJson, ofLogfmt] of rows) {
  test(`L20 where: ${where}`, () => {
    assert.equal(isWanted(where, json), ofJson, "JSON");
    assert.equal(isWanted(where, logfmt), ofLogfmt, "logfmt");
  });
}

test("L20 where: lines without fields have none", () => {
  for (const line of ["plain text", "", "{", "{not json", "a = b"]) {
    assert.equal(isWanted("a=b", line), false, line);
    assert.equal(isWanted("exists(a)", line), false, line);
  }
});

const faults: readonly (readonly [where: string, message: RegExp])[] = [
  ["", /expected the name of a field, found the end \(at character 1\)/],
  ["status", /expected one of = .*, found the end \(at character 7\)/],
  ["status>=", /expected a value, found the end \(at character 9\)/],
  ["status>=500 path=/a", /expected and, or, or the end, found "path" \(at character 13\)/],
  ["(status=1", /expected \), found the end \(at character 10\)/],
  ["status>=500 and", /expected the name of a field, found the end/],
  ['path="/a', /cannot be read, found "\\"" \(at character 6\)/],
  ["status=1 & ok=true", /cannot be read, found "&" \(at character 10\)/],
  ['path=~"("', /^--where "\("/],
  ["level>=lout", /"lout" is no level/],
];

for (const [where, message] of faults) {
  test(`L20 where: the fault in ${JSON.stringify(where)} is named with its place`, () => {
    assert.throws(() => compileWhere(where), { code: "KT_USAGE", message });
  });
}

test("L20 L21 where: an object that was printed over several lines has the fields of all", () => {
  const lines = ["{", '  "status": 503,', '  "path": "/api"', "}", "{", '  "status": 200', "}", "status=503"];
  const filter = createFilter(filterOptionsOf({ where: "status>=500", isMultiline: true }))?.({ id: 0, facts: {} });
  assert.ok(filter);
  const kept = entriesOf(
    filter.apply(
      blockOf(
        0,
        lines.map((text, place) => [place, text] as const),
      ),
    ),
  );
  const last = filter.flush();
  assert.ok(last);
  assert.deepEqual(
    [...kept, ...entriesOf(last)].map(({ text }) => text),
    [...lines.slice(0, 4), "status=503"],
  );
});
