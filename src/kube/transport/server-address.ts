/** The host of a URL without the brackets of IPv6. */
export function bareHost(url: URL): string {
  return url.hostname.replace(/^\[(.*)\]$/, "$1");
}

/** The port of a URL, or the usual one of its scheme. */
export function portOf(url: URL): number {
  if (url.port !== "") return Number(url.port);
  if (url.protocol === "https:") return 443;
  return url.protocol === "http:" ? 80 : 1080;
}
