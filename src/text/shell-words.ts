/** The words of a command line as a shell sees them, where single quotes around whole words are all the quoting there is. */
export function shellWords(line: string): readonly string[] {
  return [...line.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? "");
}
