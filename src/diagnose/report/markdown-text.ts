import { printable } from "../../text/printable.ts";

/** Text from a cluster, which must not become markup. */
export function escaped(text: string): string {
  return printable(text)
    .replaceAll("\n", " ")
    .replaceAll(/[\\`*_[\]<>|#]/g, String.raw`\$&`);
}

/** Text as code amid a line. */
export function code(text: string): string {
  const plain = printable(text).replaceAll("\n", " ");
  return plain.includes("`") ? `\`\` ${plain} \`\`` : `\`${plain}\``;
}

/** Lines as a block of code, whatever they hold. */
export function codeBlock(lines: readonly string[], language: string = ""): readonly string[] {
  const longest = Math.max(2, ...lines.flatMap((line) => [...line.matchAll(/`+/g)].map(([run]) => run.length)));
  const fence = "`".repeat(longest + 1);
  return [fence + language, ...lines.map((line) => printable(line)), fence];
}
