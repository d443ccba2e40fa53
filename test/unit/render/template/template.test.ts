import assert from "node:assert/strict";
import { test } from "node:test";
import { loadTemplate } from "../../../../src/render/template/load-template.ts";
import { TemplateColor } from "../../../../src/render/template/template-values.ts";

const entry = {
  Message:
    '{"level":"warn","msg":"slow","ts":1795248716.5,"caller":"db.go:7","id":123456789012345678901,"tags":["a","b"]}',
  NodeName: "node-1",
  Namespace: "shop",
  PodName: "web-0",
  ContainerName: "web",
  Labels: { app: "web", "app.kubernetes.io/name": "shop" },
  Annotations: {},
  PodColor: new TemplateColor((text) => `<${text}>`),
  ContainerColor: new TemplateColor((text) => `(${text})`),
  Instance: 2,
  Late: false,
};

async function written(text: string, changes: object = {}, colorLevel: 0 | 1 = 0): Promise<string> {
  const template = await loadTemplate({ text, name: "-o template" });
  return template.compile(colorLevel)({ ...entry, ...changes });
}

const rows: readonly (readonly [template: string, text: string])[] = [
  ["{{.PodName}}/{{ .ContainerName }}", "web-0/web"],
  ["a{{/* nothing */}}b", "ab"],
  ["a {{- .PodName -}} b", "aweb-0b"],
  ['{{"x\\ty\\u00e9"}}{{`\\n`}}', "x\tyé\\n"],
  ["{{1}} {{-2.5}} {{true}} {{0x10}}", "1 -2.5 true 16"],
  ["{{.Labels.app}} {{.Labels.none}}", "web <no value>"],
  ['{{index .Labels "app.kubernetes.io/name"}}', "shop"],
  ["{{.Labels}}", "map[app:web app.kubernetes.io/name:shop]"],
  ["{{if .Late}}late{{else if eq .Namespace `shop`}}shop{{else}}other{{end}}", "shop"],
  ["{{with .Annotations}}x{{else}}none of {{.PodName}}{{end}}", "none of web-0"],
  ["{{with $p := .PodName}}{{$p}}={{.}}{{$.Namespace}}{{end}}", "web-0=web-0shop"],
  ["{{with .Annotations}}a{{else with .Labels}}{{.app}}{{end}}", "web"],
  ["{{range $k, $v := .Labels}}{{$k}}={{$v}};{{end}}", "app=web;app.kubernetes.io/name=shop;"],
  ["{{range (parseJSON .Message).tags}}[{{.}}]{{end}}", "[a][b]"],
  ["{{range $i, $t := (parseJSON .Message).tags}}{{if $i}},{{end}}{{$t}}{{end}}", "a,b"],
  ["{{range .Annotations}}x{{else}}empty{{end}}", "empty"],
  ["{{range $t := (parseJSON .Message).tags}}{{if eq $t `b`}}{{break}}{{end}}{{$t}}{{end}}", "a"],
  ["{{range $t := (parseJSON .Message).tags}}{{if eq $t `a`}}{{continue}}{{end}}{{$t}}{{end}}", "b"],
  ["{{$n := 1}}{{if true}}{{$n = 2}}{{end}}{{$n}}", "2"],
  ['{{define "who"}}{{.}}!{{end}}{{template "who" .PodName}}', "web-0!"],
  ['{{block "b" .Namespace}}<{{.}}>{{end}}', "<shop>"],
  ["{{.PodName | printf `%-8s|%5d|%05.1f|%q|%v%%` `x` 42 3.14159 `q`}}", 'x       |   42|003.1|"q"|web-0%'],
  ["{{printf `%s %d` .PodName}}", "web-0 %!d(MISSING)"],
  ["{{printf `%d` .PodName}}", "%!d(string=web-0)"],
  ["{{and .PodName .Late}} {{or .Late .PodName}} {{not .Late}}", "false web-0 true"],
  ["{{eq 1 2 1}} {{ne 1 2}} {{lt 1 2}} {{le 2 2}} {{gt `b` `a`}} {{ge 1 2}}", "true true true true true false"],
  ["{{len .PodName}} {{slice .PodName 0 3}} {{print 1 2 `x` 3}}", "5 web 1 2x3"],
  ["{{html `<a&b>`}} {{urlquery `a b&`}}", "&lt;a&amp;b&gt; a+b%26"],
  [
    "{{upper .PodName}} {{truncate 3 .PodName}}{{pad 6 .ContainerName}}| {{default `-` .Annotations.x}}",
    "WEB-0 webweb   | -",
  ],
  ["{{color .PodColor .PodName}}{{color .ContainerColor .ContainerName}}", "<web-0>(web)"],
  ["{{(parseJSON .Message).id}} {{(tryParseJSON .Message).level}}", "123456789012345678901 warn"],
  ["{{with tryParseJSON `plain`}}x{{else}}no{{end}}{{with tryParseJSON `[1]`}}x{{else}}no{{end}}", "nono"],
  ["{{extractJSONParts .Message `level` `msg`}}", "warn, slow"],
  ["{{tryExtractJSONParts `plain` `level`}} {{.Message | printf `%.0s`}}", "plain "],
  ['{{extjson `plain "x"`}} {{extjson `[1]`}}', '"plain \\"x\\"" [1]'],
  ['{{prettyJSON `{"a":{"b":1}}`}}', '{\n  "a": {\n    "b": 1\n  }\n}'],
  ["{{prettyJSON `plain`}}", "plain"],
  ["{{json .Labels}}", '{"app":"web","app.kubernetes.io/name":"shop"}'],
  ["{{toRFC3339Nano (parseJSON .Message).ts}}", "2026-11-21T08:11:56.5Z"],
  ["{{toRFC3339Nano `2026-11-21T10:11:56.494799123+02:00`}}", "2026-11-21T10:11:56.494799123+02:00"],
  ["{{toRFC3339Nano 1795248716494799123}} {{toRFC3339Nano `no time`}}", "2026-11-21T08:11:56.494799123Z no time"],
  ["{{toUTC `2026-11-21T10:11:56.5+02:00`}}", "2026-11-21 08:11:56.5 +0000 UTC"],
  ["{{toTimestamp 1795248716494 `Mon Jan _2 03:04:05.000 PM 2006` `Asia/Tokyo`}}", "Sat Nov 21 05:11:56.494 PM 2026"],
  ["{{toTimestamp `2026-11-21T08:11:56Z` `2006-01-02T15:04:05Z07:00`}}", "2026-11-21T08:11:56Z"],
  ["{{levelColor `warn`}}{{bunyanLevelColor 30}}{{colorRed .PodName}}{{colorCustom `Hi` 3 96}}", "warn30web-0Hi"],
];

for (const [template, text] of rows) {
  test(`L25 template: ${template}`, async () => {
    assert.equal(await written(template), text);
  });
}

test("L25 template: colours where there are colours", async () => {
  assert.equal(await written("{{colorCustom `Hi` 3 96}}", {}, 1), "\x1b[3;96mHi\x1b[0m");
  assert.equal(await written("{{levelColor `error`}}", {}, 1), "\x1b[31merror\x1b[39m");
  assert.equal(await written("{{bunyanLevelColor 40}}", {}, 1), "\x1b[33m40\x1b[39m");
});

// The templates of stern's README at 8a00e61, as they stand there.
const sterns: readonly (readonly [template: string, text: string, plain: string])[] = [
  [
    '{{printf "%s (%s/%s/%s/%s)\\n" .Message .NodeName .Namespace .PodName .ContainerName}}',
    `${entry.Message} (node-1/shop/web-0/web)\n`,
    "plain (node-1/shop/web-0/web)\n",
  ],
  [
    '{{.Message}} ({{.Namespace}}/{{color .PodColor .PodName}}/{{color .ContainerColor .ContainerName}}){{"\\n"}}',
    `${entry.Message} (shop/<web-0>/(web))\n`,
    "plain (shop/<web-0>/(web))\n",
  ],
  [
    '{{.PodName}}/{{.ContainerName}} {{ with $msg := .Message | tryParseJSON }}[{{ colorGreen (toRFC3339Nano $msg.ts) }}] {{ levelColor $msg.level }} ({{ colorCyan $msg.caller }}) {{ $msg.msg }}{{ else }} {{ .Message }} {{ end }}{{"\\n"}}',
    "web-0/web [2026-11-21T08:11:56.5Z] warn (db.go:7) slow\n",
    "web-0/web  plain \n",
  ],
  [
    '{{ with $msg := .Message | tryParseJSON }}{{ prettyJSON $msg }}{{"\\n"}}{{end}}',
    '{\n  "level": "warn",\n  "msg": "slow",\n  "ts": 1795248716.5,\n  "caller": "db.go:7",\n  "id": 123456789012345678901,\n  "tags": [\n    "a",\n    "b"\n  ]\n}\n',
    "",
  ],
];

test("L25 template: stern's own work unchanged, on lines of JSON and on others", async () => {
  for (const [template, text, plain] of sterns) {
    assert.equal(await written(template), text);
    assert.equal(await written(template, { Message: "plain" }), plain);
  }
  const strict =
    '{{.PodName}}/{{.ContainerName}} {{with $d := .Message | parseJSON}}[{{$d.level}}] {{$d.message}}{{end}}{{"\\n"}}';
  assert.equal(await written(strict, { Message: '{"level":"info","message":"hello"}' }), "web-0/web [info] hello\n");
  await assert.rejects(written(strict, { Message: "plain" }), /line 1, column 57: parseJSON: the text is no JSON/);
});

const mistakes: readonly (readonly [template: string, message: RegExp])[] = [
  ["{{.PodNam}}", /line 1, column 3: an entry has no field \.PodNam; did you mean \.PodName\?/],
  ["{{$.Foo}}", /line 1, column 3: an entry has no field \.Foo/],
  [
    "a\n  {{tryParseJson .Message}}",
    /line 2, column 5: there is no function tryParseJson; did you mean tryParseJSON\?/,
  ],
  ["{{.Message", /line 1, column 1: this \{\{ is never closed/],
  ['{{"abc}}', /column 3: this " is never closed/],
  ["{{if .Late}}x", /column 3: \{\{if\}\} has no \{\{end\}\}/],
  ["x{{end}}", /column 4: \{\{end\}\} without \{\{if\}\}/],
  ["{{else}}", /without/],
  ["{{if .Late}}{{else}}{{else}}{{end}}", /second \{\{else\}\}/],
  ["{{$x}}", /there is no variable \$x/],
  ["{{if .Late}}{{$x := 1}}{{end}}{{$x}}", /there is no variable \$x/],
  ["{{break}}", /outside of \{\{range\}\}/],
  ["{{json}}", /json takes 1 argument, not 0/],
  ["{{eq 1}}", /eq takes at least 2 arguments, not 1/],
  ["{{.Message | .PodName}}", /only a function can stand behind \|/],
  ["{{.Message .PodName}}", /only a function can have something behind it/],
  ["{{(json .}}", /this \( is never closed/],
  ["{{}}", /a value or a function is missing/],
  ["{{.Message | }}", /a value or a function is missing/],
  ["{{#}}", /"#" has no meaning here/],
  ['{{template "x"}}', /there is no template "x"/],
];

for (const [template, message] of mistakes) {
  test(`L25 L31 template: ${JSON.stringify(template)} is refused, with the place`, async () => {
    await assert.rejects(loadTemplate({ text: template, name: "-o template" }), { code: "KT_USAGE", message });
  });
}

test("L25 template: templates that call each other without end are a fault, no crash", async () => {
  await assert.rejects(written('{{define "x"}}{{template "x"}}{{end}}{{template "x"}}'), /without an end/);
});
