import { load } from "js-yaml";
import { changesOf } from "./changelog.ts";
import type { Project } from "./project.ts";

/** What a tag is held against. */
export interface Tagged {
  readonly tag: string;
  readonly project: Project;
  /** What the program says of itself. */
  readonly programVersion: string;
  /** Texts of the files. */
  readonly changelog: string;
  readonly pluginManifest: string;
  /** As `OWNER/NAME`; absent outside of GitHub. */
  readonly repository?: string | undefined;
}

/** Why a tag must not be released; nothing when it may. */
export function tagFaults(tagged: Tagged): readonly string[] {
  const { tag, project, programVersion, changelog, pluginManifest, repository } = tagged;
  const { version, homepage } = project;
  const wanted = `v${version}`;
  const faults: string[] = [];
  if (tag !== wanted) faults.push(`the tag is ${tag}, package.json's version is ${version}`);
  if (programVersion !== version) faults.push(`src/cli/version.ts says ${programVersion}, package.json ${version}`);
  if (changesOf(changelog, version) === undefined) faults.push(`CHANGELOG.md says nothing of [${version}]`);
  const manifested = manifestVersion(pluginManifest);
  if (manifested !== wanted) faults.push(`plugin.yaml is of ${manifested}: run npm run release, and commit it`);
  if (repository !== undefined && homepage !== `https://github.com/${repository}`) {
    faults.push(`this is ${repository}, package.json's homepage is ${homepage}`);
  }
  return faults;
}

function manifestVersion(text: string): string {
  const manifest = load(text) as { readonly spec?: { readonly version?: unknown } } | undefined;
  return String(manifest?.spec?.version);
}
