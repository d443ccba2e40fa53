/**
 * The first whole lines of a Markdown page that are not larger than so many bytes, code blocks closed, and behind them what says that the
 * rest is left out; the page itself where it is not larger.
 */
export function pageWithin(markdown: string, mostBytes: number, leftOut: string): string {
  if (Buffer.byteLength(markdown) <= mostBytes) return markdown;
  const lines: string[] = [];
  let bytes = Buffer.byteLength(leftOut) + endBytes;
  let fence = "";
  for (const line of markdown.split("\n")) {
    bytes += Buffer.byteLength(line) + 1;
    if (bytes > mostBytes) break;
    const [marks = ""] = /^`{3,}/.exec(line) ?? [];
    if (fence === "") fence = marks;
    else if (line === fence) fence = "";
    lines.push(line);
  }
  if (fence !== "") lines.push(fence);
  return [...lines, "", leftOut, ""].join("\n");
}

/** What the end takes besides its sentence: two newlines, and the end of a code block. */
const endBytes = 64;
