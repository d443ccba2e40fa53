/** A value as a person reads it: a string of JSON without its quotes and escapes, all else as it stands. */
export function readableValue(value: string): string {
  if (!value.startsWith('"')) return value;
  if (!value.includes("\\")) return value.endsWith('"') && value.length > 1 ? value.slice(1, -1) : value.slice(1);
  try {
    const parsed: unknown = JSON.parse(value);
    return String(parsed);
  } catch {
    return value.slice(1, -1);
  }
}
