/**
 * Stands in the bundle where yargs takes `cliui` and `string-width` from, with which it lays out a help of its own in
 * every run. Nobody sees that help (src/cli/help-text.ts makes ours), and one regular expression of the two, over all
 * emoji, takes half as long to compile as Node takes to start.
 */
// oxlint-disable-next-line import/no-default-export -- both packages have one
export default function noHelpLayout(): object {
  return { width: 0, div: skip, span: skip, resetOutput: skip, toString: () => "" };
}

function skip(): void {
  // There is nothing to lay out.
}
