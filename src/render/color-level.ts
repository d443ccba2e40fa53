/** How many colours may be used, as chalk counts: 0 none, 1 sixteen, 2 256, 3 all. */
export type ColorLevel = 0 | 1 | 2 | 3;

/** What the colour level follows from. */
export interface ColorLevelOptions {
  /** The value of `--color`. */
  readonly flag: "auto" | "always" | "never";
  readonly isTerminal: boolean;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** As `process.platform`. */
  readonly platform: string;
}

/**
 * Works out once whether and how to colour. The flag decides before the environment; FORCE_COLOR (also with a level,
 * 0 for none) before NO_COLOR (any text but none, no-color.org), both before what the output is.
 */
export function colorLevelOf(options: ColorLevelOptions): ColorLevel {
  const { flag, isTerminal, env } = options;
  if (flag === "never") return 0;
  const forced = forcedLevel(env["FORCE_COLOR"]);
  if (flag === "auto") {
    if (forced !== undefined) return forced === "any" ? knownLevel(options) : forced;
    if (env["NO_COLOR"] !== undefined && env["NO_COLOR"] !== "") return 0;
    if (!isTerminal || env["TERM"] === "dumb") return 0;
  }
  return typeof forced === "number" && forced > 0 ? forced : knownLevel(options);
}

function forcedLevel(text: string | undefined): ColorLevel | "any" | undefined {
  if (text === undefined) return undefined;
  if (text === "0" || text === "false") return 0;
  if (text === "2") return 2;
  if (text === "3") return 3;
  return text === "1" ? 1 : "any";
}

/** What the terminal's description promises; 16 colours where it says nothing. */
function knownLevel({ env, platform }: ColorLevelOptions): ColorLevel {
  if (/^(?:truecolor|24bit)$/iu.test(env["COLORTERM"] ?? "") || env["WT_SESSION"] !== undefined) return 3;
  const term = env["TERM"] ?? "";
  if (/-(?:truecolor|direct)$/iu.test(term) || /^xterm-(?:kitty|ghostty)$/iu.test(term)) return 3;
  if (/-256(?:color)?$/iu.test(term)) return 2;
  // Consoles of Windows 10 and later understand all colours and set no TERM.
  return platform === "win32" && term === "" ? 3 : 1;
}
