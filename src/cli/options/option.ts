/**
 * How an option takes its value, after the rules of kubectl's flags (spf13/pflag 1.0):
 * - `switch`: `--x`, `--x=false`; never takes the next word.
 * - `text`: `--x VALUE` or `--x=VALUE`; the last one counts.
 * - `list`: like `text`, and each time adds one.
 * - `optional`: `--x` or `--x=VALUE`; never takes the next word.
 * - `level`: `-v`, `-v=6`, and `-v 6`: takes the next word when it is a number.
 */
export type OptionKind = "switch" | "text" | "list" | "optional" | "level";

/** Where completion takes the names for a value from. */
export type ValueNames =
  | "files"
  | "contexts"
  | "clusters"
  | "users"
  | "namespaces"
  | "pods"
  | "containers"
  | "labels"
  | "nodes"
  | "zones"
  | "regions"
  | "operating-systems"
  | "architectures"
  | "time-zones";

/** One option of a command, as data: parsing, help, completion and the README are made of it. */
export interface Option {
  /** Without dashes. */
  readonly name: string;
  /** One letter. */
  readonly short?: string;
  readonly kind: OptionKind;
  /** What stands for the value in help: `DURATION`. Absent for switches. */
  readonly placeholder?: string;
  /** The only values allowed. */
  readonly choices?: readonly string[];
  /** Values that completion offers where others are allowed as well. */
  readonly suggestions?: readonly string[];
  /** Names that completion offers for the value; absent: none. */
  readonly names?: ValueNames;
  /** Whether one value may hold several, between commas. */
  readonly isCommaList?: boolean;
  /** One line, without a full stop; how the option behaves when it is absent belongs to it. */
  readonly summary: string;
  /** Accepted for the sake of other tools' users and shown only in the full table. */
  readonly isCompatible?: boolean;
}

/** Options that help shows under one title. */
export interface OptionGroup {
  readonly title: string;
  readonly options: readonly Option[];
}

/** How the option is written, with its short form and its placeholder: `-n, --namespace NAME`. */
export function optionUsage(option: Option): string {
  const short = option.short === undefined ? "" : `-${option.short}, `;
  const placeholder = option.choices?.join("|") ?? option.placeholder ?? "";
  if (option.kind === "switch") return `${short}--${option.name}`;
  return option.kind === "text" || option.kind === "list"
    ? `${short}--${option.name} ${placeholder}`
    : `${short}--${option.name}[=${placeholder}]`;
}
