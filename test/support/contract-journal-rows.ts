import type { ContractRow } from "./contract-row.ts";

const logs = "/api/v1/nodes/node-1/proxy/logs/";
const lineOf = String.raw`[A-Z][a-z]{2} \d\d \d\d:\d\d:\d\d\.\d{6} node-1 [\w-]+\[\d+\]: .*\n`;

/** Queries of nodes' journals: `node-1` answers them, the last node, `node-3`, has the feature off. */
export const journalRows: readonly ContractRow[] = [
  ok("lines of a service, with no year", "query=kubelet&tailLines=3", new RegExp(`^(${lineOf}){3}$`)),
  ok("the first lines since a time", "query=kubelet&tailLines=1&sinceTime=2020-01-01T00:00:00Z", lineOnly()),
  ok("tailLines=0 is nothing", "query=kubelet&tailLines=0", "-- No entries --\n"),
  ok("nothing matches", "query=kubelet&pattern=nothinglikethis", /^(-- Boot \w+ --\n)*-- No entries --\n$/),
  ok("a part of a unit's name is no failure", "query=elet", "-- No entries --\n"),
  ok("no such service", "query=nosuch", "\nlog not found for nosuch\n"),
  ok(
    "no such service, with options",
    "query=nosuch&tailLines=1",
    "\noptions present and query resolved to log files for [nosuch]\ntry without specifying options\n",
  ),
  ok(
    "no such boot",
    "query=kubelet&boot=-99",
    "Data from the specified boot (-99) is not available: No such boot ID in journal\n",
  ),
  refused("a number that is none", 400, "query=kubelet&tailLines=x", badNumber("tailLines")),
  refused("a boot that is none", 400, "query=kubelet&boot=x", badNumber("boot")),
  refused(
    "a time that is none",
    400,
    "query=kubelet&sinceTime=yesterday",
    'sinceTime: Invalid value: "yesterday": invalid time format',
  ),
  refused(
    "lines below zero",
    406,
    "query=kubelet&tailLines=-1",
    "tailLines: Invalid value: -1: must be between 0 and 100000, inclusive",
  ),
  refused(
    "too many lines",
    406,
    "query=kubelet&tailLines=100001",
    "tailLines: Invalid value: 100001: must be between 0 and 100000, inclusive",
  ),
  refused("a boot to come", 406, "query=kubelet&boot=1", "boot: Invalid value: 1: must be less than 1"),
  refused(
    "an end before the beginning",
    406,
    "query=kubelet&sinceTime=2026-11-21T08:00:00Z&untilTime=2026-11-21T07:00:00Z",
    'untilTime: Invalid value: "2026-11-21T07:00:00Z": must be after `sinceTime`',
  ),
  refused(
    "a pattern that is none",
    406,
    "query=kubelet&pattern=(",
    'pattern: Invalid value: "(": error parsing regexp: missing closing ): `(`',
  ),
  refused(
    "a name that is none",
    406,
    "query=a$b",
    'query: Invalid value: "a$b": input contains unsupported characters',
  ),
  refused(
    "five services",
    406,
    "query=a&query=b&query=c&query=d&query=e",
    "query: Too many: 5: must have at most 4 items",
  ),
  refused("options for nothing", 406, "tailLines=5", "query: Required value: cannot be empty with options"),
  {
    title: "a query of a file's path",
    path: `${logs}syslog?query=kubelet`,
    status: 406,
    text: /^path not allowed in query mode\n?$/,
  },
  {
    title: "a kubelet with the feature off shows its folder",
    path: "/api/v1/nodes/node-3/proxy/logs/?query=kubelet&tailLines=1",
    status: 200,
    text: /^<!doctype html>[^]*<a href="pods\/">pods\/<\/a>/,
  },
  {
    title: "a kubelet says that it is well",
    path: "/api/v1/nodes/node-1/proxy/healthz",
    status: 200,
    text: "ok",
  },
  {
    title: "a kubelet shows its configuration: queries are on",
    path: "/api/v1/nodes/node-1/proxy/configz",
    status: 200,
    json: { kubeletconfig: { enableSystemLogHandler: true, enableSystemLogQuery: true } },
  },
  {
    title: "a kubelet shows its configuration: queries are off",
    path: "/api/v1/nodes/node-3/proxy/configz",
    status: 200,
    json: { kubeletconfig: { enableSystemLogHandler: true, enableSystemLogQuery: false } },
  },
  {
    title: "the lease of a node, its kubelet's sign of life",
    path: "/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/node-1",
    status: 200,
    json: { kind: "Lease", spec: { holderIdentity: "node-1", leaseDurationSeconds: 40 } },
  },
];

function ok(title: string, query: string, text: string | RegExp): ContractRow {
  return { title, path: `${logs}?${query}`, status: 200, text };
}

function refused(title: string, status: 400 | 406, query: string, words: string): ContractRow {
  const pattern = words.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
  return { title, path: `${logs}?${query}`, status, text: new RegExp(`^${pattern}\n?$`) };
}

function lineOnly(): RegExp {
  return new RegExp(`^${lineOf}$`);
}

function badNumber(name: string): string {
  return `${name}: Invalid value: "x": strconv.Atoi: parsing "x": invalid syntax`;
}
