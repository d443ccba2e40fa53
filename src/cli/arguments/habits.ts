/** What users of other tools write, and the options that mean it here, best first. */
const optionsOfHabits: Readonly<Record<string, readonly string[]>> = {
  "-t": ["timestamps"],
  "-i": ["grep", "ignore-case"],
  "-x": ["grep", "exclude"],
  "-w": ["follow"],
  "-H": ["highlight"],
  "-E": ["exclude-container"],
  "-p": ["pattern"],
  "-b": ["boot"],
  "-S": ["since"],
  "-U": ["until"],
  "--lines": ["tail"],
  "--priority": ["level"],
  "--case-sensitive": ["ignore-case"],
  "--include": ["grep"],
};

/** Commands of kubectl and stern; as sources nobody means them. */
const commandHabits: ReadonlySet<string> = new Set(["describe", "get", "plugin"]);

/**
 * The options, without dashes, that a user of kubectl, stern, oc, journalctl, grep or tail means by one that does not exist here.
 * @param written With its dashes.
 */
export function meantOptions(written: string): readonly string[] {
  // As with tail and head.
  if (/^-[1-9]$/.test(written)) return ["tail"];
  return optionsOfHabits[written] ?? [];
}

/** Whether the word is a command of other tools. */
export function isOtherCommand(word: string): boolean {
  return commandHabits.has(word);
}
