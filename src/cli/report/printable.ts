/**
 * The text with everything made visible that could drive a terminal: names and messages come from servers and from
 * whoever may create a pod.
 */
export function printable(text: string): string {
  return text.replace(unprintable, (character) =>
    character === "\n" ? "\n" : `\\x${(character.codePointAt(0) ?? 0).toString(16).padStart(2, "0")}`,
  );
}

// C0 without tab, DEL, C1, and the marks that turn the direction of writing.
const unprintable = /[\u0000-\u0008\u000a-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g;
