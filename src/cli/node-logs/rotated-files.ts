/** A file that rotation made of another one. */
export interface RotatedFile {
  readonly name: string;
  /** How it stands among others: the newest has the lowest. */
  readonly age: number;
}

/**
 * What rotation made of a file, newest first: `syslog.1` before `syslog.2`, `syslog-20261121` before `syslog-20261120`. Compressed ones are left
 * out.
 * @param names Those of its folder.
 */
export function rotatedFiles(names: readonly string[], original: string): readonly RotatedFile[] {
  return names
    .flatMap((name) => rotatedFile(name, original) ?? [])
    .toSorted((one, other) => one.age - other.age)
    .slice(0, mostRotated);
}

/** Whether none is missing before the last of these, as far as their names tell it: numbers do, dates do not. */
export function areConsecutive(files: readonly RotatedFile[]): boolean {
  return files.every(({ age }, place) => age < 0 || age - (files[0]?.age ?? 0) === place) && (files[0]?.age ?? 0) <= 1;
}

function rotatedFile(name: string, original: string): RotatedFile | undefined {
  const stem = original.replace(/\.log$/u, "");
  const isUnread = name === original || !name.startsWith(stem) || /\.(?:gz|xz|zst|bz2)$|\/$/u.test(name);
  const digits = isUnread ? undefined : /[.-](\d[\d-]*)/u.exec(name.slice(stem.length))?.[1]?.replaceAll("-", "");
  if (digits === undefined) return undefined;
  return { name, age: digits.length < shortestDate ? Number(digits) : -Number(digits) };
}

const shortestDate = 6;
const mostRotated = 8;
