import type { IForbiddenRuleType } from "dependency-cruiser";
import { packageHomes, reachOf, rooms } from "./rooms.ts";

/** The rules of `.build/rooms.ts` in the words of dependency-cruiser. All of them are errors. */
export function dependencyRules(): IForbiddenRuleType[] {
  return [...arrowRules(), ...unlistedRoomRules(), ...packageRules(), ...outerRules(), ...generalRules()];
}

function arrowRules(): IForbiddenRuleType[] {
  return Object.keys(rooms).map((room) => ({
    name: `arrow-${room}`,
    comment: `src/${room} may import only ${[...reachOf(room)].join(", ")}`,
    severity: "error",
    from: { path: `^src/${room}/` },
    to: { path: "^src/", pathNot: `^src/${oneOf(reachOf(room))}/` },
  }));
}

/** Three rules, because each sees only one way for a file to be there: importing, imported, and neither. */
function unlistedRoomRules(): IForbiddenRuleType[] {
  const unlisted = `^src/(?!${oneOf(Object.keys(rooms))}/)`;
  const comment = "a folder of src/ needs a row in .build/rooms.ts and in docs/architecture.md";
  return [
    { name: "unlisted-room-imports", comment, severity: "error", from: { path: unlisted }, to: {} },
    { name: "unlisted-room-imported", comment, severity: "error", from: {}, to: { path: unlisted } },
    { name: "unlisted-room-alone", comment, severity: "error", from: { orphan: true, path: unlisted }, to: {} },
  ];
}

function packageRules(): IForbiddenRuleType[] {
  const homes = Object.entries(packageHomes).map(
    ([name, home]): IForbiddenRuleType => ({
      name: `home-of-${name}`,
      comment: `${name} is imported only in src/${home}`,
      severity: "error",
      from: { path: "^(src|bin)/", pathNot: `^src/${home}/` },
      to: { path: packagePath([name]) },
    }),
  );
  return [
    ...homes,
    {
      name: "package-without-home",
      comment: "a package needs a home in .build/rooms.ts",
      severity: "error",
      from: { path: "^(src|bin)/" },
      to: { path: "(^|/)node_modules/", pathNot: packagePath(Object.keys(packageHomes)) },
    },
  ];
}

function outerRules(): IForbiddenRuleType[] {
  return [
    {
      name: "src-stays-inside",
      comment: "src/ imports nothing of bin/, test/ and the build",
      severity: "error",
      from: { path: "^src/" },
      to: { path: "^(bin|test|dist|[.]build)/" },
    },
    {
      name: "bin-only-cli",
      comment: "bin/ starts src/cli and knows nothing else",
      severity: "error",
      from: { path: "^bin/" },
      to: { path: "^(src/(?!cli/)|test/|dist/|[.]build/)" },
    },
  ];
}

function generalRules(): IForbiddenRuleType[] {
  return [
    { name: "no-cycle", comment: "imports go one way only", severity: "error", from: {}, to: { circular: true } },
    {
      name: "resolvable",
      comment: "what is imported is there",
      severity: "error",
      from: {},
      to: { couldNotResolve: true },
    },
  ];
}

function packagePath(names: readonly string[]): string {
  const escaped = names.map((name) => name.replaceAll(/[.]/g, "[.]"));
  return `(^|/)node_modules/(@types/)?${oneOf(escaped)}/`;
}

function oneOf(words: Iterable<string>): string {
  return `(?:${[...words].join("|")})`;
}
