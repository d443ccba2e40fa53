import type { Option, Stronger } from "../options/option.ts";
import type { CommandOutline } from "../outlines/command-outline.ts";
import { areMeantFor, type DefaultValue } from "./default-value.ts";

/** What the command line gives: values by the names of options. */
export type GivenValues = Readonly<Record<string, readonly string[]>>;

/**
 * The defaults that count for a command beside what its command line gives: for each option the variable before the section
 * of the command before the rest of the file. A default yields to an option that excludes it and comes from a stronger place, and
 * one that only other commands can take, whose option has the same name, does not count.
 */
export function effectiveDefaults(
  outline: CommandOutline,
  defaults: readonly DefaultValue[],
  given: GivenValues,
): readonly DefaultValue[] {
  const options = outline.groups.flatMap((group) =>
    group.options.map((option) => ({ option, stronger: [...(option.yieldsTo ?? []), ...(group.yieldsTo ?? [])] })),
  );
  const known = new Map(options.map(({ option }) => [option.name, option]));
  const best = new Map<string, DefaultValue>();
  for (const value of defaults) {
    const option = known.get(value.name);
    if (given[value.name] !== undefined || (value.command ?? outline.name) !== outline.name) continue;
    if (option === undefined || option.defaultFrom === "nowhere" || !areMeantFor(option, value.values)) continue;
    const other = best.get(value.name);
    if (other === undefined || weightOf(value) > weightOf(other)) best.set(value.name, value);
  }
  const kept = options.flatMap(({ option, stronger }) => {
    const value = best.get(option.name);
    if (value === undefined || stronger.some((one) => isStronger(one, value, { given, best }))) return [];
    return [{ option, value }];
  });
  const values = kept.map(({ value }) => value);
  return kept.filter(({ option }) => hasWhatItNeeds(option, given, values)).map(({ value }) => value);
}

/** From where a default counts more than from elsewhere. */
function weightOf({ from, command }: DefaultValue): number {
  if (from === "variable") return 2;
  return command === undefined ? 0 : 1;
}

function isStronger(
  { option, unless = [] }: Stronger,
  value: DefaultValue,
  { given, best }: { readonly given: GivenValues; readonly best: ReadonlyMap<string, DefaultValue> },
): boolean {
  const rival = best.get(option);
  const values = given[option] ?? (rival !== undefined && weightOf(rival) > weightOf(value) ? rival.values : undefined);
  const last = values?.at(-1);
  return last !== undefined && !isOff(last) && !unless.includes(last);
}

function hasWhatItNeeds({ defaultNeeds }: Option, given: GivenValues, kept: readonly DefaultValue[]): boolean {
  if (defaultNeeds === undefined) return true;
  return defaultNeeds.some((name) => {
    const last = (given[name] ?? kept.find((value) => value.name === name)?.values)?.at(-1);
    return last !== undefined && !isOff(last);
  });
}

/** Whether a value says that a switch is off. */
export function isOff(value: string): boolean {
  return /^(?:0|f|false)$/i.test(value);
}
