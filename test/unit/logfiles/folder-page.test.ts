import assert from "node:assert/strict";
import { test } from "node:test";
import { namesOfFolderPage } from "../../../src/logfiles/folder-page.ts";

const head = '<!doctype html>\n<meta name="viewport" content="width=device-width">\n';

const rows: readonly (readonly [title: string, page: string, expected: readonly string[] | undefined])[] = [
  [
    "the page of a kubelet 1.36",
    `${head}<pre>\n<a href="web/">web/</a>\n<a href="0.log">0.log</a>\n</pre>\n`,
    ["web/", "0.log"],
  ],
  ["the page of an older one", '<pre>\n<a href="0.log">0.log</a>\n</pre>\n', ["0.log"]],
  ["an empty folder", `${head}<pre>\n</pre>\n`, []],
  [
    "names with signs",
    '<pre>\n<a href="a%20b&amp;c">a b&amp;c</a>\n<a href="./a:b">a:b</a>\n</pre>\n',
    ["a b&c", "a:b"],
  ],
  ["another page", "<html><body>Log in</body></html>", undefined],
  ["a page that breaks off", `${head}<pre>\n<a href="0.log">0.log</a>\n`, undefined],
  ["a line that is no link", "<pre>\nhello\n</pre>\n", undefined],
  ["a link that cannot be read", '<pre>\n<a href="%E0%A4">x</a>\n</pre>\n', undefined],
];

for (const [title, page, expected] of rows) {
  test(`H1 the names of a folder: ${title}`, () => assert.deepEqual(namesOfFolderPage(page), expected));
}
