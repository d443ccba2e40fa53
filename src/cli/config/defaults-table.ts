import type { Option } from "../options/option.ts";
import { allCommands } from "../outlines/all-commands.ts";
import { optionsOf } from "../outlines/command-outline.ts";
import { alignedRows } from "../../text/aligned-rows.ts";
import { printable } from "../../text/printable.ts";
import type { DefaultValue } from "./default-value.ts";
import { effectiveDefaults } from "./effective-defaults.ts";

/** All defaults as a table: of which command, what, from where, and what stands before those that count nowhere. */
export function defaultsTable(values: readonly DefaultValue[]): string {
  const inForce = new Set(
    allCommands
      .filter(({ hasNoDefaults }) => hasNoDefaults !== true)
      .flatMap((outline) => effectiveDefaults(outline, values, {})),
  );
  const rows = values.map((value) => [
    value.command ?? "all",
    `--${value.name}`,
    shownValue(value),
    value.origin + (inForce.has(value) ? "" : whyNot(value, values)),
  ]);
  return alignedRows([["COMMAND", "OPTION", "VALUE", "FROM"], ...rows.toSorted((a, b) => compare(a[1], b[1]))], "  ");
}

function shownValue({ name, values }: DefaultValue): string {
  const option: Option | undefined = allCommands.flatMap(optionsOf).find((known) => known.name === name);
  return option?.isSecret === true ? "(not shown)" : printable(values.join(" ")).replaceAll("\n", " ");
}

function whyNot(value: DefaultValue, values: readonly DefaultValue[]): string {
  const other = values.findLast(({ name }) => name === value.name);
  return other === undefined || other === value
    ? " (counts beside other options only)"
    : ` (${other.origin} comes before it)`;
}

function compare(a: string | undefined, b: string | undefined): number {
  return (a ?? "") < (b ?? "") ? -1 : a === b ? 0 : 1;
}
