/**
 * What CHANGELOG.md says of a version, without its heading.
 * @returns undefined when it says nothing.
 */
export function changesOf(changelog: string, version: string): string | undefined {
  const sections = changelog.split(/^## /m).slice(1);
  const section = sections.find((one) => one.startsWith(`[${version}] - `));
  return section?.slice(section.indexOf("\n")).trim() || undefined;
}

/** The changelog with what was not released yet under a version's heading. @param day as `2026-01-31`. */
export function withRelease(changelog: string, version: string, day: string): string {
  return changelog.replace(/^## \[Unreleased\]$/m, `## [Unreleased]\n\n## [${version}] - ${day}`);
}
