/** Text as lines that are no wider than so many characters, unless a word is. */
export function wrap(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  let start = 0;
  while (text.length - start > width) {
    const lastBlank = text.lastIndexOf(" ", start + width);
    const end = lastBlank > start ? lastBlank : text.indexOf(" ", start);
    if (end < 0) break;
    lines.push(text.slice(start, end));
    start = end + 1;
  }
  lines.push(text.slice(start));
  return lines;
}
