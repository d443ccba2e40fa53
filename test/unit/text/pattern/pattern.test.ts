import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { RE2JS } from "re2js";
import { KtError } from "../../../../src/errors/kt-error.ts";
import { byteText, compileNamePattern, compilePattern } from "../../../../src/text/pattern/pattern.ts";

function matches(pattern: string, text: string, options: { ignoreCase?: boolean; isFixed?: boolean } = {}): boolean {
  const bytes = Buffer.from(`before${text}behind`);
  return compilePattern(pattern, { flag: "--grep", ...options }).test(byteText(bytes, 6, bytes.length - 6));
}

const matching: readonly (readonly [pattern: string, text: string])[] = [
  ["", "anything"],
  ["", ""],
  ["error", "an error here"],
  ["^error$", "error"],
  ["\\Aerror\\z", "error"],
  ["(?i)ERROR", "an eRRor"],
  ["(?i:E)rror", "error"],
  ["a(?i)B|c(?-i)D", "ab"],
  ["a(?i)B|c(?-i)D", "CD"],
  ["[[:alpha:]]+[[:digit:]]", "abc1"],
  ["[[:^alpha:]]", "1"],
  ["[^\\d]", "x"],
  ["[\\d\\-z]", "-"],
  ["[]a]", "]"],
  ["[a-]", "-"],
  ["\\pN", "٣"],
  ["\\p{Greek}", "λ"],
  ["\\P{Greek}", "l"],
  ["\\p{^Greek}", "l"],
  ["^.$", "é"],
  ["^.$", "😀"],
  ["^..$", "é😀"],
  ["^[^a]$", "😀"],
  ["(?i)Ärger", "äRGER"],
  ["(?i)straße", "STRAßE"],
  ["(?i)k", "\u212a"],
  ["\\x41\\x{1F600}", "A😀"],
  ["\\101", "A"],
  ["\\Qa.b\\E+c", "a.bbbc"],
  ["a{2}", "aa"],
  ["^a{2,}$", "aaaa"],
  ["^a{2,3}$", "aaa"],
  ["a{,2}", "a{,2}"],
  ["a{", "a{"],
  ["\\bfoo\\b", "a foo b"],
  ["(?P<name>x)y", "xy"],
  ["(?<name>x)y", "xy"],
  ["(?s).", "x"],
  ["(?m)^x$", "x"],
  ["(?U)a+b", "aab"],
  ["a||b", "zzz"],
  ["x*", ""],
  ["\\_", "_"],
  ["\\$5\\.00", "costs $5.00"],
  [".{1000}", "é".repeat(1000)],
  ["^(a{1,30}){1,30}$", "a".repeat(900)],
];

const notMatching: readonly (readonly [pattern: string, text: string])[] = [
  ["error", "ERROR"],
  ["^error$", "error\r"],
  ["\\Aabc\\z", "Aabcz"],
  ["^..$", "é"],
  ["^.$", "ab"],
  ["\\d", "٣"],
  ["\\w", "é"],
  ["\\bé\\b", "é"],
  ["[^a]", "a"],
  ["\\s", "\v"],
  ["a{2}", "a"],
  ["^a{2,3}$", "aaaa"],
  ["(?-i)a", "A"],
  ["[a-c]", "d"],
  ["before", "x"],
  ["^(a{1,30}){1,30}$", "a".repeat(901)],
  ["[^\\x00-\\x{10FFFF}]", "anything"],
];

test("L18 patterns: RE2's syntax means what it means there", () => {
  for (const [pattern, text] of matching) assert.ok(matches(pattern, text), `${pattern} in ${JSON.stringify(text)}`);
  for (const [pattern, text] of notMatching)
    assert.ok(!matches(pattern, text), `${pattern} in ${JSON.stringify(text)}`);
});

test("L18 patterns: --ignore-case and --fixed-strings", () => {
  assert.ok(matches("a.C", "xABc", { ignoreCase: true }));
  assert.ok(!matches("a.c", "abc", { isFixed: true }));
  assert.ok(matches("[a.c", "x[a.c", { isFixed: true }));
  assert.ok(matches("[A.c", "x[a.C", { isFixed: true, ignoreCase: true }));
  assert.ok(matches("\\Qx", "\\Qx", { isFixed: true }));
});

const faulty: readonly (readonly [pattern: string, says: string])[] = [
  ["(", "this ( is never closed (at character 1)"],
  ["ab)c", "this ) closes nothing (at character 3)"],
  ["x[a", "the [ is never closed (at character 2)"],
  ["*a", "there is nothing before * to repeat (at character 1)"],
  ["a|+", "there is nothing before + to repeat (at character 3)"],
  ["a**", "** repeats a repetition (at character 2)"],
  ["(?=a)", "look-ahead and look-behind are not supported (at character 1)"],
  ["a(?<!b)", "look-ahead and look-behind are not supported (at character 2)"],
  ["(?x)a", "unknown group (?x (at character 1)"],
  ["(?i-)a", "unknown group (?i-) (at character 1)"],
  ["(a)\\1", "back references like \\1 are not supported (at character 4)"],
  ["\\y", "there is no escape \\y (at character 1)"],
  ["\\", "a backslash stands at the end (at character 1)"],
  ["\\x{110000}", "invalid escape \\x{110000} (at character 1)"],
  ["\\xg0", "invalid escape \\xg0 (at character 1)"],
  ["\\pX", "there is no class \\pX (at character 1)"],
  ["[[:word:][:none:]]", "there is no class [:none:] (at character 10)"],
  ["[z-a]", "the range z-a runs backwards (at character 2)"],
  ["a{1001}", "invalid count {1001} (up to 1000) (at character 2)"],
  ["a{3,2}", "invalid count {3,2} (up to 1000) (at character 2)"],
  ["(a{100}){100}", "{100} repeats more than 1000 times (at character 9)"],
  ["(?P<n>a)(?P<n>b)", "the name n is given to two groups (at character 9)"],
  ["(?P<a-b>a)", "invalid name of a group (at character 1)"],
  ["(".repeat(5000), "groups are nested too deeply (at character 1002)"],
  [`(${"abcdefghij".repeat(10)}){1000}`, "its repetitions make it too large (at character 1)"],
];

test("L18 patterns: what cannot be read is refused with the place of the fault", () => {
  for (const [pattern, says] of faulty) {
    assert.throws(
      () => compilePattern(pattern, { flag: "--grep" }),
      (error) => {
        assert.ok(error instanceof KtError, pattern);
        assert.equal(error.code, "KT_USAGE");
        assert.equal(error.message, `--grep ${JSON.stringify(pattern)}: ${says}`);
        assert.match(error.hint ?? "", /--fixed-strings/);
        return true;
      },
    );
  }
});

test("L18 patterns: no pattern can hang it, in any case and with any repetition, on a line of 1 MB", {
  timeout: 300_000,
}, () => {
  const size = 1_000_000;
  const evil: readonly (readonly [pattern: string, text: string])[] = [
    ["(a+)+$", `${"a".repeat(size)}b`],
    ["(?i)(a+)+$", `${"aA".repeat(size / 2)}b`],
    ["(a{1,30}){1,30}$", `${"a".repeat(size)}b`],
    ["(?i)(a{1,30}){1,30}$", `${"aA".repeat(size / 2)}b`],
    ["(?i)(x+x+)+y", "xX".repeat(size / 2)],
    ["(a|a)*c", "a".repeat(size)],
    ["(é|é)*ü", "é".repeat(size / 2)],
    ["(x.*)*y", "x".repeat(size)],
    ["[a-z]+[0-9]+[a-z]+!", "a1".repeat(size / 2)],
    ["x.*y.*z", "xy".repeat(size / 2)],
    ["(.*)*\\b$", " ".repeat(size)],
    // Long, and with a loop that cannot be left out.
    ["x(?:a|b|cd)*e", `x${"ab".repeat(size / 2)}`],
  ];
  for (const [pattern, text] of evil) assert.equal(matches(pattern, text), false, pattern);
});

test("L18 patterns: a search over many lines at once finds a place in a line that matches, whatever the pattern", () => {
  const lines = "2026-11-21T08:11:56Z nothing\n2026-11-21T08:11:57Z status=502 é\n2026-11-21T08:11:58Z \n";
  const bytes = Buffer.from(lines);
  for (const text of ["5[0-9]{2}", "(?i)STATUS", "status|other", "\\b502\\b", "50. é", "é", "s.*2", "us=5"]) {
    const end =
      compilePattern(text, { flag: "--grep" }).candidates?.findEnd(byteText(bytes, 0, bytes.length), 29) ?? -1;
    assert.ok(end > 50 && end < lines.indexOf("é") + 3, `${text}: ${end}`);
  }
});

test("L1 names: a pattern may match anywhere in a name", () => {
  const isWeb = compileNamePattern("^web-\\d+$", { flag: "SOURCE" });
  assert.deepEqual(["web-0", "web-x", "my-web-0"].map(isWeb), [true, false, false]);
});

test("L18 patterns: same answers as RE2 for any pattern and any text", () => {
  const atom = fc.constantFrom(
    "a",
    "b",
    "é",
    "😀",
    ".",
    "[^a]",
    "[ab]",
    "[^é]",
    "\\w",
    "\\W",
    "\\pL",
    "^",
    "$",
    "\\b",
    "\\B",
    "(?:)",
  );
  const suffix = fc.constantFrom("", "", "*", "+", "?", "{2}", "{1,2}", "*?", "{2,}");
  const { pattern } = fc.letrec<{ pattern: string; piece: string }>((tie) => ({
    pattern: fc.oneof(
      { maxDepth: 4 },
      fc.array(tie("piece"), { maxLength: 4 }).map((pieces) => pieces.join("")),
      fc.tuple(tie("pattern"), tie("pattern")).map(([left, right]) => `${left}|${right}`),
      tie("pattern").map((inside) => `(?i)${inside}`),
    ),
    piece: fc.oneof(
      { maxDepth: 4 },
      fc.tuple(atom, suffix).map(([one, many]) => (/^(?:[$^]|\\[bB])/.test(one) ? one : one + many)),
      fc.tuple(tie("pattern"), suffix).map(([inside, many]) => `(${inside})${many}`),
    ),
  }));
  const text = fc.string({ unit: fc.constantFrom("a", "A", "b", "é", "É", "😀", " "), maxLength: 8 });
  fc.assert(
    fc.property(pattern, fc.array(text, { minLength: 5, maxLength: 5 }), (source, texts) => {
      const oracle = RE2JS.compile(source);
      for (const one of texts) assert.equal(matches(source, one), oracle.matcher(one).find(), `${source} in ${one}`);
    }),
    { numRuns: 200 },
  );
});
