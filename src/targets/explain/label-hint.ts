import { nearNames } from "../../text/near-names.ts";

/** Labels of one pod. */
type Labels = Readonly<Record<string, string>>;

/**
 * What to say about a label selector that selects no pod: the first of its requirements that no pod meets, and what there is instead. Undefined where
 * each is met by some pod, or is of a kind that names no value.
 * @param pods The labels of all pods that might have been meant.
 */
export function labelHint(selector: string, pods: readonly Labels[]): string | undefined {
  for (const { key, values } of requirementsOf(selector)) {
    const present = [...new Set(pods.flatMap((labels) => labels[key] ?? []))].toSorted();
    if (values.some((value) => present.includes(value))) continue;
    if (present.length === 0) return unknownKeyHint(key, pods);
    const [near] = values.flatMap((value) => nearNames(value, present));
    const meant = near === undefined ? "" : `Did you mean ${key}=${near}? `;
    return `${meant}Values of the label ${key}: ${listed(present)}`;
  }
  return undefined;
}

function unknownKeyHint(key: string, pods: readonly Labels[]): string | undefined {
  const keys = [...new Set(pods.flatMap((labels) => Object.keys(labels)))].toSorted();
  if (keys.length === 0) return undefined;
  const [near] = nearNames(key, keys);
  const meant = near === undefined ? "" : `Did you mean ${near}? `;
  return `${meant}No pod has a label ${key}; there are: ${listed(keys)}`;
}

/** Those that ask for a value: `app=web`, `app==web`, `app in (api,web)`. */
function requirementsOf(selector: string): readonly { readonly key: string; readonly values: readonly string[] }[] {
  return [...selector.matchAll(/([^\s,!=()]+)\s*(?:==?\s*([^\s,()]*)|\sin\s*\(([^)]*)\))/g)].map(
    ([, key = "", value, set]) => ({ key, values: (set ?? value ?? "").split(",").map((word) => word.trim()) }),
  );
}

function listed(names: readonly string[]): string {
  const more = names.length > mostListed ? ` and ${names.length - mostListed} more` : "";
  return `${names.slice(0, mostListed).join(", ")}${more}`;
}

const mostListed = 8;
