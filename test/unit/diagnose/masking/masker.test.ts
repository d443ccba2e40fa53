import assert from "node:assert/strict";
import { suite, test } from "node:test";
import { hasKeyText } from "../../../../src/diagnose/masking/key-blocks.ts";
import { MaskedLines, Masker } from "../../../../src/diagnose/masking/masker.ts";

/** What a line is made of it; the part that must not be seen any more is named by itself. */
const secrets: readonly (readonly [title: string, line: string, secret: string])[] = [
  ["a bearer token", "GET /api Authorization: Bearer abc123.def-456 200", "abc123"],
  ["a bearer token in a message", "sent header bearer Zm9vYmFyMTIz", "Zm9vYmFyMTIz"],
  ["basic credentials", '{"headers":{"authorization":"Basic dXNlcjpwYXNz"}}', "dXNlcjpwYXNz"],
  ["a cookie", "Cookie: session=8f7d; theme=dark", "8f7d"],
  ["a JWT", "token eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl end", "c2lnbmF0dXJl"],
  ["a JWT of which the end is missing", "got eyJhbGciOiJIUzI1NiJ9.eyJzdWIi", "eyJzdWIi"],
  ["a password in a URL", "cannot connect to postgres://app:hunter2@db:5432/shop", "hunter2"],
  ["a password with a slash and an @ in a URL", "amqp://app:hu/nt@er2@mq:5672", "nt@er2"],
  ["a password without a user in a URL", "redis://:hunter2@redis:6379/0", "hunter2"],
  ["a token as the user of a URL", "clone https://x0x0x0x0x0x0x0x0x0x0@git.example/a.git", "x0x0x0x0x0"],
  ["an access key", "using AKIAIOSFODNN7EXAMPLE", "AKIAIOSFODNN7EXAMPLE"],
  ["a token of GitHub", "remote: ghp_abcdefghijklmnopqrstuvwxyz0123456789", "ghp_abc"],
  ["a variable", "DB_PASSWORD=hunter2 starting", "hunter2"],
  ["a value in logfmt", 'level=info password="correct horse" user=app', "correct horse"],
  ["a value behind a coloured name", "\u001b[36mINFO\u001b[0m up \u001b[36mpassword\u001b[0m=hunter2", "hunter2"],
  ["a coloured value in JSON", '\u001b[34m"password"\u001b[0m\u001b[1m:\u001b[32m"hunter2"\u001b[0m', "hunter2"],
  ["a value in JSON", '{"user":"app","dbPassword": "hun\\"ter2","n":1}', "ter2"],
  ["a value in JSON within JSON", '{"body":"{\\"apiKey\\":\\"hunter2\\",\\"a\\":1}"}', "hunter2"],
  ["a quote within JSON within JSON", '{"body":"{\\"secret\\":\\"hun\\\\\\"ter2\\"}"}', "ter2"],
  ["a value of Python", "{'client_secret': 'hunter2'}", "hunter2"],
  ["a value of Go", "{User:app Password:hunter2 Port:5432}", "hunter2"],
  ["a value in YAML", "password: hunter", "hunter"],
  ["a value in XML", "<password>hunter2</password>", "hunter2"],
  ["a value in a query", "GET /login?token=hunter2&next=/ 200", "hunter2"],
  ["a quote that is never closed", 'password="hunter2 and more', "and more"],
  ["a flag", "exec mysql --password hunter2 -h db", "hunter2"],
  ["a flag with a long name", "run -shop-db-access-key hunter2", "hunter2"],
  ["the name of the key in capitals", "AWS_SECRET_ACCESS_KEY=wJalrXUtnFEMI/K7MDENG", "wJalr"],
  ["a key in one line", '{"key":"-----BEGIN PRIVATE KEY-----\\nMIIEvQ\\n-----END PRIVATE KEY-----"}', "MIIEvQ"],
];

suite("D5 masking", () => {
  for (const [title, line, secret] of secrets) {
    test(`D5 mask: ${title}`, () => {
      const masker = new Masker();
      const masked = masker.text(line);
      assert.ok(!masked.includes(secret), masked);
      assert.match(masked, /\[masked\]/);
      assert.ok([...masker.counts.values()].reduce((sum, count) => sum + count, 0) >= 1);
    });
  }

  const harmless: readonly string[] = [
    "listening on http://0.0.0.0:8080/",
    "GET https://api:8080/users?mail=a@b.example 404",
    "syntax error: unexpected token: identifier",
    "bearer authentication failed",
    "password=nil",
    'secret "db" not found',
    "couldn't find key password in Secret shop/db",
    "token is missing",
    'level=error msg="connection refused" addr=10.0.0.1:5432',
    "passed: 12, failed: 3",
    "java.lang.IllegalStateException: no session",
    "-----BEGIN CERTIFICATE-----",
  ];
  for (const line of harmless) {
    test(`D5 mask: left as it is: ${line}`, () => {
      const masker = new Masker();
      assert.equal(masker.text(line), line);
      assert.equal(masker.counts.size, 0);
    });
  }

  const key = [
    "-----BEGIN RSA PRIVATE KEY-----",
    "MIIEowIBAAKCAQEAx1y2z3AbCdEf",
    "AbCdEfGhIjKlMnOp1234",
    "-----END RSA PRIVATE KEY-----",
  ];

  test("D5 mask: a key over several lines, and what stands around it is left", () => {
    const masker = new Masker();
    const masked = masker.text(["before", ...key, "after it all is well"].join("\n"));
    assert.deepEqual(masked.split("\n"), [
      "before",
      "[masked]",
      "[masked]",
      "[masked]",
      "[masked]",
      "after it all is well",
    ]);
    assert.deepEqual([...masker.counts], [["private key", 1]]);
  });

  test("D5 mask: a key whose beginning was cut away", () => {
    const masker = new Masker();
    const masked = masker.text(key.slice(1).join("\n"));
    assert.deepEqual(masked.split("\n"), ["[masked]", "[masked]", "[masked]"]);
    assert.deepEqual([...masker.counts], [["private key", 1]]);
  });

  test("D5 mask: a key whose end is not there yet", () => {
    const masked = new Masker().text(key.slice(0, 3).join("\n"));
    assert.ok(!masked.includes("AbCd"), masked);
  });

  test("D5 mask: values that are given, the longest first", () => {
    const masker = new Masker(["swordfish", "swordfish-and-chips", "a+b(c"]);
    assert.equal(masker.text("said swordfish-and-chips, swordfish and a+b(c"), "said [masked], [masked] and [masked]");
    assert.deepEqual([...masker.counts], [["value of a Secret", 3]]);
  });

  const kept = 1000;
  const cut: readonly (readonly [title: string, values: readonly string[], secret: string])[] = [
    ["a value of a Secret", ["swordfish and chips"], "swordfish and chips"],
    ["the longer of two values", ["fish and chips for two", "swordfish and chips"], "swordfish and chips"],
    ["a password in a URL", [], "amqp://app:swordfish@mq"],
  ];
  for (const [title, values, secret] of cut) {
    test(`D5 mask: of a line that is cut amid ${title} no part of it is left`, () => {
      // Values that are masked make the line shorter, so that what stood at the cut moves to where it is shown.
      const before = "x token=aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa ".repeat(100);
      for (let seen = 1; seen < secret.length; seen++) {
        const lines = new MaskedLines(new Masker(values));
        const start = before.slice(0, kept * 2 - seen - 1);
        lines.add(`${start} ${secret} and more`, kept);
        const [line = ""] = lines.lines;
        assert.ok(!/\bs?w?o?r?d?fish|\bsw|app:s/.test(line), line.slice(-60));
        assert.match(line, / \[\.\.\. \d+ characters more\]$/);
      }
    });
  }

  test("D5 mask: of a text a very long line is cut, and it is said", () => {
    assert.match(
      new Masker().text(`${"long line ".repeat(10_000)}\nshort`),
      /^(?:long line ){6553}.* \[\.\.\. 34464 characters more\]\nshort$/,
    );
  });

  // So long that whatever takes the square of it hangs.
  const endless: readonly string[] = [
    '"password":"',
    "a@",
    "eyJaaaaaaaa.",
    "eyJaaaaaaaa-",
    "x://a:b",
    "a://b:",
    "-",
    "--token-",
    "password ",
    "bearer ",
    'password=\\"',
    "AbCdEfGh",
    "n",
  ];
  for (const part of endless) {
    test(`D5 mask: a line of many ${part} takes no long time`, () => {
      const line = `${part.repeat(Math.ceil(1_500_000 / part.length))}!`;
      new Masker(["swordfish"]).line(line);
      assert.equal(hasKeyText(line), false);
    });
  }
});
