import { printable } from "../../text/printable.ts";

/** What a message to the user consists of. */
export interface Message {
  /** `error`, `warning`: said first; absent for what is just good to know. */
  readonly kind?: "error" | "warning" | "gap" | "debug" | undefined;
  /** The source or object it is about. */
  readonly about?: string | undefined;
  readonly text: string;
  /** The next command to run. */
  readonly hint?: string | undefined;
}

/** A message as it stands on standard error: one line, and one for the hint. */
export function formatMessage(message: Message, hasColour: boolean): string {
  const kind = message.kind === undefined ? "" : `${paint(message.kind, message.kind, hasColour)}: `;
  const about = message.about === undefined ? "" : `${printable(message.about)}: `;
  const line = `kubectl kt: ${kind}${about}${printable(message.text)}`;
  return message.hint === undefined
    ? line
    : `${line}\n  ${paint("hint", "hint", hasColour)}: ${printable(message.hint)}`;
}

function paint(text: string, kind: keyof typeof colours, hasColour: boolean): string {
  return hasColour ? `\u001b[${colours[kind]}m${text}\u001b[0m` : text;
}

/** Parameters of SGR. The blue of hints and the yellow of warnings are told apart by the colour-blind too. */
const colours = { error: "1;31", gap: "1;31", warning: "33", debug: "2", hint: "36" } as const;
