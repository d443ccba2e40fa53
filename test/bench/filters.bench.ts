/**
 * What each way to choose lines costs on 2 million lines of 20 containers from the fake API server over TLS, against
 * reading all of them. Every filter looks at every line; most leave a line in a thousand.
 */
import { compareReadings, type Reading } from "../support/two-million-lines.ts";

const filters: readonly Reading[] = [
  ["everything", ""],
  ["--multiline auto", "--multiline auto"],
  ["--grep TEXT", "--grep level=error"],
  ["--grep TEXT, each line by itself", "--grep level=error --multiline off"],
  ["--grep TEXT --ignore-case", "--grep LEVEL=ERROR --ignore-case"],
  ["--grep PATTERN", "--grep 'seq=[0-9]*00 '"],
  ["--exclude TEXT", "--exclude level=info"],
  ["--grep TEXT -C 3", "--grep level=error -C 3"],
  ["--level error", "--level error"],
  ["--level trace, all lines", "--level trace"],
  ["--where, one field", "--where 'seq>=99900'"],
  ["--where, a level and a pattern", `--where 'level>=warn and source=~"^bench-1"'`],
  ["--fields level,seq", "--fields level,seq"],
  ["--highlight TEXT, in colours", "--highlight level=error --color always"],
  ["--columns of a table, as Kubetail has it", "--columns timestamp,pod,container,message"],
  ["-o json", "-o json"],
  ["-o logfmt", "-o logfmt"],
];

await compareReadings(
  filters.map(([name, words]) => [name, /^(?:-o|--columns)/.test(words) ? words : `--prefix ${words}`]),
);
