/** Names are not made shorter than that, in characters. */
export const narrowestName = 12;

/**
 * The name with an ellipsis in its middle where it is longer. Names of pods begin with what they belong to and end with what tells
 * them apart: both stay.
 * @param width In characters; below {@link narrowestName} the name stays as it is.
 */
export function shortName(text: string, width: number): string {
  if (text.length <= width || width < narrowestName) return text;
  const end = Math.min(6, Math.floor((width - 1) / 2));
  return `${text.slice(0, width - 1 - end)}…${text.slice(text.length - end)}`;
}
