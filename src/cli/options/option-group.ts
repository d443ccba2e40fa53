import type { Option, OptionGroup, Stronger } from "./option.ts";

/** A group without some of its options, and without what others say of these. */
export function withoutOptions(group: OptionGroup, ...names: readonly string[]): OptionGroup {
  const isLeft = ({ option }: Stronger): boolean => !names.includes(option);
  const leftOf = (option: Option): Option => ({
    ...option,
    ...(option.yieldsTo && { yieldsTo: option.yieldsTo.filter(isLeft) }),
  });
  return { ...group, options: group.options.filter(({ name }) => !names.includes(name)).map(leftOf) };
}
