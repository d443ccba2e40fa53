// Completes package-lock.json after an install, `npm run lockfile`; with --check only says what is missing.
//
// npm leaves out of the lockfile every optional package that the registry at hand does not carry, and most
// mirrors carry only the platforms that somebody asked for. `npm ci` then refuses the lockfile as out of step,
// there and everywhere else, and a Mac would not get its formatter. So each platform gets its entry.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

interface LockedPackage {
  readonly version?: string;
  readonly dev?: boolean;
  readonly resolved?: string;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

interface Lockfile {
  packages: Record<string, LockedPackage>;
}

const path = join(import.meta.dirname, "..", "package-lock.json");
const lockfile = JSON.parse(readFileSync(path, "utf8")) as Lockfile;
const missing = missingEntries(lockfile);

if (!process.argv.includes("--check")) {
  const packages = { ...lockfile.packages, ...missing };
  // npm's own order, so that the next install changes nothing.
  lockfile.packages = Object.fromEntries(Object.entries(packages).sort(([a], [b]) => a.localeCompare(b, "en")));
  writeFileSync(path, `${JSON.stringify(lockfile, undefined, 2)}\n`);
} else {
  const faults = Object.keys(missing).map((key) => `${key} has no entry; run: npm run lockfile`);
  for (const [key, { resolved }] of Object.entries(lockfile.packages)) {
    if (resolved) faults.push(`${key} names the registry it came from; .npmrc leaves that out`);
  }
  process.stdout.write(`${[...faults, `${Object.keys(lockfile.packages).length} packages`].join("\n")}\n`);
  process.exitCode = faults.length > 0 ? 1 : 0;
}

function missingEntries({ packages }: Lockfile): Record<string, object> {
  const entries: Record<string, object> = {};
  for (const { dev, optionalDependencies = {} } of Object.values(packages)) {
    for (const [name, version] of Object.entries(optionalDependencies)) {
      const key = `node_modules/${name}`;
      const platform = platformOf(name);
      if (packages[key] !== undefined || platform === undefined) continue;
      entries[key] = {
        version,
        ...platform.cpu,
        ...(dev && { dev }),
        ...platform.libc,
        optional: true,
        ...platform.os,
      };
    }
  }
  return entries;
}

/** The fields os, cpu and libc as a package's name tells them, undefined for a name that tells of no platform. */
function platformOf(name: string): { os: object; cpu: object; libc: object } | undefined {
  const words = name.split(/[/-]/);
  const os = words.find((word) =>
    /^(aix|android|darwin|freebsd|linux|netbsd|openbsd|openharmony|sunos|win32)$/.test(word),
  );
  const cpu = words.find((word) => /^(arm|arm64|ia32|loong64|mips64el|ppc64|riscv64|s390x|wasm32|x64)$/.test(word));
  if (os === undefined || cpu === undefined) return undefined;
  const libc = words.some((word) => word.startsWith("musl")) ? "musl" : "glibc";
  return { os: { os: [os] }, cpu: { cpu: [cpu] }, libc: os === "linux" ? { libc: [libc] } : {} };
}
