import type { StyledLine, StyledPiece } from "./styled-text.ts";

const charWidth = 7.83;
const lineHeight = 18;
const margin = 16;
const barHeight = 34;

/** Colours by theme: background, text, bar, border, and the terminal's 16. Each is readable on its background. */
const themes = {
  light: {
    ground: "#ffffff",
    text: "#1f2328",
    bar: "#f3f4f6",
    border: "#d0d7de",
    colors:
      "#24292f #b3141d #1a7f37 #8a5a00 #0550ae #8250df #0f6f78 #57606a #6e7781 #b3141d #1a7f37 #8a5a00 #0550ae #8250df #0f6f78 #24292f",
  },
  dark: {
    ground: "#0d1117",
    text: "#e6edf3",
    bar: "#161b22",
    border: "#30363d",
    colors:
      "#484f58 #ff7b72 #56d364 #e3b341 #79c0ff #d2a8ff #56d4dd #b1bac4 #8b949e #ff7b72 #56d364 #e3b341 #79c0ff #d2a8ff #56d4dd #f0f6fc",
  },
} as const;

/**
 * A terminal's screen as SVG, light or dark as the reader's page is.
 * @param alt What is seen, in a sentence.
 */
export function terminalPicture(lines: readonly StyledLine[], columns: number, alt: string): string {
  const width = Math.ceil(columns * charWidth + 2 * margin);
  const height = lines.length * lineHeight + 2 * margin + barHeight;
  const rows = lines.flatMap((line, row) =>
    line.map((piece) => pieceText(piece, barHeight + margin + row * lineHeight + 13)),
  );
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="${escaped(alt)}">`,
    `<title>${escaped(alt)}</title>`,
    "<style>",
    "text { font: 13px ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace; white-space: pre; }",
    ".bold { font-weight: bold; } .dim { opacity: .7; } .underline { text-decoration: underline; }",
    themeRules("light"),
    `@media (prefers-color-scheme: dark) {\n${themeRules("dark")}\n}`,
    "</style>",
    `<rect class="ground" x=".5" y=".5" width="${width - 1}" height="${height - 1}" rx="8"/>`,
    `<path class="bar" d="M.5 ${barHeight}V8.5a8 8 0 0 1 8-8H${width - 8.5}a8 8 0 0 1 8 8V${barHeight}z"/>`,
    ...[18, 38, 58].map((x) => `<circle class="dot" cx="${x}" cy="17" r="6"/>`),
    ...rows,
    "</svg>",
    "",
  ].join("\n");
}

function themeRules(name: keyof typeof themes): string {
  const { ground, text, bar, border, colors } = themes[name];
  return [
    `.ground { fill: ${ground}; stroke: ${border}; } .bar { fill: ${bar}; stroke: ${border}; } .dot { fill: ${border}; }`,
    `text { fill: ${text}; }`,
    colors
      .split(" ")
      .map((color, index) => `.c${index} { fill: ${color}; }`)
      .join(" "),
  ].join("\n");
}

/** The length is given, so that columns stand in line whatever font there is. */
function pieceText({ column, text, classes }: StyledPiece, y: number): string {
  const x = (margin + column * charWidth).toFixed(2);
  const length = ([...text].length * charWidth).toFixed(2);
  const look = classes.length === 0 ? "" : ` class="${classes.join(" ")}"`;
  return `<text x="${x}" y="${y}" textLength="${length}" lengthAdjust="spacingAndGlyphs" xml:space="preserve"${look}>${escaped(text)}</text>`;
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}
