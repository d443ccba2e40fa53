/**
 * The text with everything made visible that could drive a terminal: names and messages come from servers and from
 * whoever may create a pod.
 */
export function printable(text: string): string {
  return text.replace(unprintable, (character) =>
    character === "\n" ? "\n" : `\\x${(character.codePointAt(0) ?? 0).toString(16).padStart(2, "0")}`,
  );
}

// Control characters but the tab, and the marks that turn the direction of writing.
const unprintable = /(?!\t)[\p{Cc}\p{Bidi_Control}]/gu;
