import { isRecord, textOf } from "./template-values.ts";

/**
 * Go's `fmt.Sprintf` as far as templates need it: `%s %v %d %q %t %f %e %g %x %X %c %T %%` with width, precision and the flags
 * `- + 0` and space. What does not fit is shown as Go shows it: `%!d(string=x)`, `%!s(MISSING)`, `%!(EXTRA ...)`.
 */
export function sprintf(format: string, args: readonly unknown[]): string {
  let next = 0;
  const text = format.replace(/%([-+ 0#]*)(\d+|\*)?(?:\.(\d+|\*)?)?([a-zA-Z%])/gu, (...found) => {
    const [whole, flags = "", width, precision, verb = "v"] = found as (string | undefined)[];
    if (verb === "%") return "%";
    const wide = width === "*" ? Number(args[next++]) : Number(width ?? 0);
    const hasPrecision = whole?.includes(".") === true;
    const digits = precision === "*" ? Number(args[next++]) : hasPrecision ? Number(precision ?? 0) : undefined;
    if (next >= args.length) return `%!${verb}(MISSING)`;
    return padded(formatted(verb, args[next++], flags, digits), wide, flags, verb);
  });
  if (next >= args.length) return text;
  return `${text}%!(EXTRA ${args
    .slice(next)
    .map((arg) => `${typeName(arg)}=${textOf(arg)}`)
    .join(", ")})`;
}

function formatted(verb: string, value: unknown, flags: string, digits: number | undefined): string {
  switch (verb) {
    case "v":
      return textOf(value);
    case "s":
      return isNumeric(value) || typeof value === "boolean" ? wrong(verb, value) : cut(textOf(value), digits);
    case "q":
      return JSON.stringify(textOf(value));
    case "t":
      return typeof value === "boolean" ? String(value) : wrong(verb, value);
    case "T":
      return typeName(value);
    case "d":
      return isWhole(value) ? signed(String(value), flags) : wrong(verb, value);
    case "c":
      return isWhole(value) ? String.fromCodePoint(Number(value)) : wrong(verb, value);
    case "x":
    case "X": {
      const hex = isWhole(value) ? BigInt(value).toString(16) : Buffer.from(textOf(value)).toString("hex");
      return verb === "X" ? hex.toUpperCase() : hex;
    }
    case "f":
      return isNumeric(value) ? signed(Number(value).toFixed(digits ?? 6), flags) : wrong(verb, value);
    case "e":
      return isNumeric(value)
        ? signed(withExponent(Number(value).toExponential(digits ?? 6)), flags)
        : wrong(verb, value);
    case "g":
      return isNumeric(value)
        ? signed(textOf(digits === undefined ? value : Number(Number(value).toPrecision(digits))), flags)
        : wrong(verb, value);
    default:
      return wrong(verb, value);
  }
}

function padded(text: string, width: number, flags: string, verb: string): string {
  if (flags.includes("-")) return text.padEnd(width);
  if (!flags.includes("0") || !/[dfegxX]/u.test(verb)) return text.padStart(width);
  const sign = /^[+-]/u.exec(text)?.[0] ?? "";
  return sign + text.slice(sign.length).padStart(width - sign.length, "0");
}

function signed(text: string, flags: string): string {
  if (text.startsWith("-")) return text;
  return flags.includes("+") ? `+${text}` : flags.includes(" ") ? ` ${text}` : text;
}

function cut(text: string, length: number | undefined): string {
  return length === undefined ? text : [...text].slice(0, length).join("");
}

function withExponent(text: string): string {
  return text.replace(/e([+-])(\d)$/u, "e$10$2");
}

function isNumeric(value: unknown): value is number | bigint {
  return typeof value === "number" || typeof value === "bigint";
}

function isWhole(value: unknown): value is number | bigint {
  return typeof value === "bigint" || Number.isInteger(value);
}

function wrong(verb: string, value: unknown): string {
  return value === undefined || value === null ? `%!${verb}(<nil>)` : `%!${verb}(${typeName(value)}=${textOf(value)})`;
}

function typeName(value: unknown): string {
  if (value === undefined || value === null) return "<nil>";
  if (Array.isArray(value)) return "[]interface {}";
  if (isRecord(value)) return "map[string]interface {}";
  if (typeof value === "boolean") return "bool";
  return typeof value === "string" ? "string" : isWhole(value) ? "int" : "float64";
}
