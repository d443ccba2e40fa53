import assert from "node:assert/strict";
import { test } from "node:test";
import { MessageText } from "../../../src/patterns/message-text.ts";

const rows: readonly (readonly [entry: string, text: string, why: string])[] = [
  ['{"level":"info","msg":"item added","n":1}', "item added", "the message of JSON"],
  ['{"@m":"item added","@l":"Warning"}', "item added", "under the keys that loggers use"],
  ['{"msg":"say \\"a\\"\\tb"}', 'say "a"\tb', "without its escapes"],
  ['{"msg":"cannot pay","err":"no rows"}', 'cannot pay err="no rows"', "with the error beside it"],
  ['{"msg":"","n":1}', 'msg="" n=1', "all members where the message is empty"],
  ['{"method":"GET","status":200}', 'method="GET" status=200', "all members where there is no message"],
  ['{"msg":"cut off', '{"msg":"cut off', "as it is where it is no whole JSON"],
  ['time=1 level=info msg="item added" n=1', "item added", "the message of logfmt"],
  ['level=error msg="cannot pay" err="no rows"', 'cannot pay err="no rows"', "with its error"],
  ["level=info msg=ready", "ready", "without quotes"],
  ["a=1 b=2", "a=1 b=2", "all of logfmt without a message"],
  ["ready msg=x", "ready msg=x", "text that is not all of pairs"],
  ["\u001b[32mINFO\u001b[0m ready", "INFO ready", "without escape sequences"],
  ["   indented", "indented", "without spaces before it"],
  ["", "", "nothing"],
];

for (const [entry, expected, why] of rows) {
  test(`L22 entries are compared by ${why}: ${JSON.stringify(entry)}`, () => {
    const text = new MessageText();
    const bytes = Buffer.from(`msg=before ${entry} msg=behind`);
    text.open(bytes, 11, 11 + Buffer.byteLength(entry));
    assert.equal(text.bytes.toString("utf8", text.start, text.end), expected);
  });
}
