// The rooms of src/ and their doors: what docs/architecture.md draws, as the data that the check reads.

const belowCli: Readonly<Record<string, readonly string[]>> = {
  errors: [],
  time: ["errors"],
  text: ["errors"],
  stream: ["time", "text"],
  kube: ["time", "text"],
  filter: ["stream"],
  patterns: ["stream"],
  render: ["stream", "patterns"],
  targets: ["kube"],
  podlogs: ["kube", "stream", "targets", "logfiles"],
  nodelogs: ["kube", "stream"],
  logfiles: ["kube", "stream"],
  events: ["kube", "stream"],
  captures: ["stream", "logfiles"],
  diagnose: [
    "kube",
    "stream",
    "targets",
    "podlogs",
    "nodelogs",
    "logfiles",
    "events",
    "captures",
    "filter",
    "patterns",
    "render",
  ],
  demo: ["errors", "time"],
};

/**
 * Each folder of src/ with the rooms that it may import. An arrow also reaches what its target may reach.
 * A folder without a row here fails the check, so that a new room is a decision and not an accident.
 */
export const rooms: Readonly<Record<string, readonly string[]>> = { ...belowCli, cli: Object.keys(belowCli) };

/** The one room that may import each package of node_modules; a package without a row may not be imported in src/. */
export const packageHomes: Readonly<Record<string, string>> = {
  "@kubernetes/client-node": "kube",
  "js-yaml": "text",
  luxon: "time",
  chalk: "render",
  ndjson: "render",
  yargs: "cli",
};

/** The room's own folder and every room that its arrows reach, over any number of steps. */
export function reachOf(room: string): ReadonlySet<string> {
  const reached = new Set([room]);
  for (const next of reached) {
    for (const target of rooms[next] ?? []) reached.add(target);
  }
  return reached;
}
