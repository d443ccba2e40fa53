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

/** What takes the place of a default: any value of an option, or any but these. */
export interface Stronger {
  readonly option: string;
  readonly unless?: readonly string[];
}

/** One option of a command, as data: parsing, help, completion, docs/commands and the man pages are made of it. */
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
  /** Where a default of it may be set; absent: in the config file and by its variable. */
  readonly defaultFrom?: "nowhere" | "environment";
  /** Whether its value is never shown. */
  readonly isSecret?: boolean;
  /** Options beside which a default of this one does not count, unless they have one of these values. */
  readonly yieldsTo?: readonly Stronger[];
  /** Options of which one must be in force for a default of this one to count. */
  readonly defaultNeeds?: readonly string[];
  /** One line, without a full stop; how the option behaves when it is absent belongs to it. */
  readonly summary: string;
  /** Accepted for the sake of other tools' users and shown only in the full table. */
  readonly isCompatible?: boolean;
  /** The option that it is another name of; of a switch that is on, the value that this one then has. */
  readonly meaning?: { readonly option: string; readonly value?: string };
}

/** Options that help shows under one title. */
export interface OptionGroup {
  readonly title: string;
  /** As with {@link Option.yieldsTo}, for all of them. */
  readonly yieldsTo?: readonly Stronger[];
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
