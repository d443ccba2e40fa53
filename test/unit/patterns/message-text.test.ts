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
  [
    'I1121 08:11:56.494799     178 prober.go:122] "Probe failed" pod="shop/web-1" podUID="a-1"',
    "Probe failed",
    "the message of klog",
  ],
  [
    'E1121 08:11:56.494799 178 p.go:1] "Cannot sync" pod="a/b" err="no disk"',
    'Cannot sync err="no disk"',
    "with its error",
  ],
  ['I1121 08:11:56.494799 178 p.go:1] "say \\"a\\"" err=""', 'say "a"', "without its escapes and empty errors"],
  ["W1121 08:11:56.494799 1 scrape.go:131] Slow scrape of node-1", "Slow scrape of node-1", "the text of klog"],
  ['I1121 08:11:56.494799 1 p.go:1] "cut off', '"cut off', "as it is where its quotes are not closed"],
  ["I1121 08:11:56.494799 no place", "I1121 08:11:56.494799 no place", "as it is where klog's place is missing"],
  ["I1121 is a number] of ours", "I1121 is a number] of ours", "text that only begins like klog"],
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
