import { KtError } from "../../errors/kt-error.ts";

/** A template and what it is called in messages. */
export interface TemplateText {
  readonly text: string;
  /** `--template-file FILE` or `-o template`. */
  readonly name: string;
}

/** That a template cannot be read, with the place and the line that it is in. */
export function templateError(template: TemplateText, offset: number, problem: string): KtError {
  return new KtError("KT_USAGE", `${template.name}: ${placeOf(template.text, offset)}: ${problem}`, {
    hint: `here: ${excerpt(template.text, offset)}`,
  });
}

/** `line 1, column 8`, both from 1. */
export function placeOf(text: string, offset: number): string {
  const before = text.slice(0, offset).split("\n");
  return `line ${before.length}, column ${(before.at(-1)?.length ?? 0) + 1}`;
}

/** What stands at the place, without the lines around it. */
function excerpt(text: string, offset: number): string {
  const start = Math.max(text.lastIndexOf("\n", offset - 1) + 1, offset - 20);
  const newline = text.indexOf("\n", offset);
  const end = Math.min(newline < 0 ? text.length : newline, offset + 40);
  return text.slice(start, end).trim() || "the end of the template";
}

/** Thrown while an entry is written: what the template asks for cannot be done with this entry. */
export class TemplateFault extends Error {
  override readonly name = "TemplateFault";
}
