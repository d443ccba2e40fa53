/**
 * Stands in the bundle where yargs takes `createRequire` and `escalade/sync` from. With the one it would load files that its `config()`
 * names, with the other it looks in every run for a package.json in the folder where the user is and all above it, to tell a version and
 * to be told options. We want neither.
 */
// oxlint-disable-next-line import/no-default-export -- escalade has one
export default function findNothing(): undefined {
  return undefined;
}

/** Loads nothing. */
export function createRequire(): (file: string) => never {
  return (file) => {
    throw new Error(`${file} is not loaded`);
  };
}
