import { BlockList, isIP } from "node:net";
import type { Environment } from "../environment.ts";
import { bareHost, portOf } from "./server-address.ts";

/** The proxy to go through, and how. */
export interface ProxyRoute {
  readonly url: URL;
  /** `forward`: an HTTP proxy that is sent whole URLs, for `http://` servers. */
  readonly kind: "tunnel" | "forward" | "socks5";
}

/**
 * The proxy for a server: the kubeconfig's `proxy-url`, else what the environment says. HTTPS_PROXY,
 * HTTP_PROXY and NO_PROXY (in capitals first, then in small letters) mean what they mean in Go
 * (golang.org/x/net/http/httpproxy): loopback addresses never go through a proxy of the environment.
 *
 * @throws Error when a proxy's URL cannot be used.
 */
export function chooseProxy(server: URL, proxyUrl: string | undefined, env: Environment): ProxyRoute | undefined {
  if (proxyUrl !== undefined && proxyUrl !== "") return routeThrough(proxyUrl, server, "proxy-url");
  const isSecure = server.protocol === "https:";
  const fromEnv = isSecure ? either(env, "HTTPS_PROXY") : either(env, "HTTP_PROXY");
  if (fromEnv === undefined || isExempt(server, either(env, "NO_PROXY") ?? "")) return undefined;
  return routeThrough(fromEnv, server, isSecure ? "HTTPS_PROXY" : "HTTP_PROXY");
}

function either(env: Environment, name: string): string | undefined {
  return env[name] || env[name.toLowerCase()] || undefined;
}

function routeThrough(text: string, server: URL, origin: string): ProxyRoute {
  const url = parseProxy(text);
  switch (url?.protocol) {
    case "http:":
    case "https:":
      return { url, kind: server.protocol === "https:" ? "tunnel" : "forward" };
    case "socks5:":
    case "socks5h:":
      return { url, kind: "socks5" };
    default:
      throw new Error(`${origin} is not a URL of the kind http://, https:// or socks5://`);
  }
}

/** In the environment a proxy may be written without its scheme. */
function parseProxy(text: string): URL | undefined {
  const url = URL.parse(text);
  const isUsable = url !== null && /^(https?|socks5h?):$/.test(url.protocol);
  return isUsable ? url : (URL.parse(text.includes("://") ? "" : `http://${text}`) ?? undefined);
}

function isExempt(server: URL, noProxy: string): boolean {
  const host = bareHost(server).toLowerCase().replace(/\.$/, "");
  const port = String(portOf(server));
  return isLoopback(host) || noProxy.split(",").some((rule) => matches(rule.trim().toLowerCase(), host, port));
}

function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || (isIP(host) === 4 && host.startsWith("127."));
}

function matches(rule: string, host: string, port: string): boolean {
  if (rule === "") return false;
  if (rule === "*") return true;
  const family = isIP(host) === 4 ? "ipv4" : isIP(host) === 6 ? "ipv6" : undefined;
  if (rule.includes("/")) return family !== undefined && contains(rule, host, family);
  const { name, rulePort } = splitPort(rule);
  if (rulePort !== undefined && rulePort !== port) return false;
  if (family !== undefined) return name === host;
  const domain = name.replace(/^\*(?=\.)/, "");
  return domain.startsWith(".") ? host.endsWith(domain) : host === domain || host.endsWith(`.${domain}`);
}

function contains(range: string, host: string, family: "ipv4" | "ipv6"): boolean {
  const [network = "", length = ""] = range.split("/");
  const rangeFamily = isIP(network) === 4 ? "ipv4" : isIP(network) === 6 ? "ipv6" : undefined;
  if (rangeFamily !== family || !/^\d+$/.test(length) || Number(length) > (family === "ipv4" ? 32 : 128)) return false;
  const list = new BlockList();
  list.addSubnet(network, Number(length), family);
  return list.check(host, family);
}

/** `host:80`, `[::1]:80`, `[::1]`, `::1`. */
function splitPort(rule: string): { name: string; rulePort: string | undefined } {
  const bracketed = /^\[(.+)\](?::(\d+))?$/.exec(rule);
  if (bracketed !== null) return { name: bracketed[1] ?? "", rulePort: bracketed[2] };
  const plain = /^([^:]+):(\d+)$/.exec(rule);
  return plain === null ? { name: rule, rulePort: undefined } : { name: plain[1] ?? "", rulePort: plain[2] };
}
