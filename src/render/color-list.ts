import { KtError } from "../errors/kt-error.ts";

/** Colours that stand for the usual ones: parameters of the escape sequence SGR, each as `1;34` or `38;5;208`. */
export interface ChosenColors {
  /** Absent: the usual ones. */
  readonly pods: readonly string[] | undefined;
  /** Absent: those of pods. */
  readonly containers: readonly string[] | undefined;
}

/**
 * Reads a list of colours as stern's `--pod-colors` takes it: `91,92,38;5;208`.
 * @param flag How the option is written, for the error.
 * @throws KtError KT_USAGE.
 */
export function parseColorList(flag: string, text: string): readonly string[] {
  const colors = text.split(",").map((color) => color.trim());
  const bad = colors.find((color) => !/^\d{1,3}(?:;\d{1,3})*$/.test(color));
  if (bad === undefined) return colors;
  throw new KtError("KT_USAGE", `${flag} ${JSON.stringify(text)}: ${JSON.stringify(bad)} is no colour`, {
    hint: `colours are numbers of escape sequences, as in ${flag} 91,92,1;34 or ${flag} '38;5;208,38;2;0;114;178'`,
  });
}
