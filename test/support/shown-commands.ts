/**
 * What stands behind `kubectl kt` in a page, on lines of code and between backticks: the commands as they are typed, without what
 * only names a command or has a place for a word.
 */
export function shownCommands(page: string): readonly string[] {
  const lines = [...page.matchAll(/^(?: {4}|\$ )?kubectl kt (.*)$/gm)].map(([, line = ""]) => line);
  const inline = [...page.matchAll(/`kubectl kt ([^`]+)`/g)].map(([, line = ""]) => line.replaceAll("\\|", "|"));
  return [...lines, ...inline]
    .map((line) => line.split(/\s+(?:[|>]|#)\s|\s+\\$|\s*;|\s+&&/)[0] ?? "")
    .filter((line) => !/\.\.\.|<TAB>|\[|\bCOMMAND\b/.test(line));
}
