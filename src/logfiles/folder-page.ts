/**
 * The names on a page by which Go's file server shows a folder, folders with a slash (go1.26 net/http/fs.go dirList; the
 * lines before `<pre>` are newer than some kubelets).
 * @returns undefined when it is no such page.
 */
export function namesOfFolderPage(page: string): readonly string[] | undefined {
  const body = /^(?:<!doctype html>\n(?:<meta [^>]*>\n)?)?<pre>\n([^]*)<\/pre>\n?$/.exec(page)?.[1];
  if (body === undefined) return undefined;
  const names = body
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => /^<a href="([^"]*)">.*<\/a>$/.exec(line)?.[1])
    .map(nameOfLink);
  return names.every((name) => name !== undefined) ? names : undefined;
}

function nameOfLink(link: string | undefined): string | undefined {
  if (link === undefined) return undefined;
  try {
    // A name with a colon is written as a relative path.
    return decodeURIComponent(link.replace(/^\.\//, "").replaceAll("&amp;", "&"));
  } catch {
    return undefined;
  }
}
