import { createCaptureSource } from "../../captures/capture-source.ts";
import { createFilter, type FilterOptions } from "../../filter/filter.ts";
import type { KubeClient } from "../../kube/client.ts";
import { createFollowedService, type FollowEnvironment } from "../../nodelogs/followed-service.ts";
import { NodeAbsence } from "../../nodelogs/node-looks.ts";
import { createServiceSource } from "../../nodelogs/service-source.ts";
import type { FollowedSources } from "../../stream/merge-follow.ts";
import type { Notices } from "../../stream/notice.ts";
import type { SourceFacts } from "../../stream/source-info.ts";
import type { LogSource } from "../../stream/source.ts";
import type { Spool } from "../../stream/spool.ts";
import { shellWord } from "../../text/shell-word.ts";
import { filteredSource } from "../logs/filtered-source.ts";
import { lastOfSource } from "../logs/last-of-source.ts";
import type { MergeRequest, RunSources } from "../logs/merge-sources.ts";
import type { RunContext } from "../logs/run-context.ts";
import { StreamSlots } from "../logs/stream-slots.ts";
import { untilMatchFilter } from "../logs/until-match.ts";
import { followedFileInput } from "./followed-node-file.ts";
import { nodeFileInput } from "./node-file.ts";
import type { NodeLogsRequest } from "./node-logs-request.ts";
import { withNearNames } from "./near-logs.ts";
import { inTurn, turnsOf } from "./node-turns.ts";

/** A node of a cluster. */
export interface ChosenNode {
  readonly client: KubeClient;
  readonly name: string;
  /** Stands before its name where there are several clusters. */
  readonly prefix: string;
}

/** The logs of all services and files of all nodes. */
export function nodeSources(
  nodes: readonly ChosenNode[],
  nodeLogs: NodeLogsRequest,
  merge: MergeRequest,
  { io, notices }: RunContext,
): RunSources {
  const { services, files, maxNodes } = nodeLogs;
  const openAll = (told: Notices): readonly (readonly LogSource[])[] => {
    const opening = { nodeLogs, merge, told, io };
    return nodes.map((node) => [
      ...services.map((service) => chosen(openService(node, service, opening), node, service, opening)),
      ...files.map((path) => chosen(openFile(node, path, opening), node, path, opening)),
    ]);
  };
  const open = (told: Notices, spool: Spool): readonly LogSource[] => {
    const opened = openAll(told);
    if (services.length + files.length === 1 && nodes.length <= maxNodes) return opened.flat();
    const slots = new StreamSlots(maxNodes);
    return opened.flatMap((ofNode) => inTurn(ofNode, slots, spool));
  };
  const follow = (): FollowedSources => {
    const slots = new StreamSlots(maxNodes);
    const opening = { nodeLogs, merge, told: notices, io };
    const followed = nodes.map((node) => {
      const looking = { takeTurn: turnsOf(slots), absence: new NodeAbsence() };
      return [
        ...services.map((service) =>
          chosen(followService(node, service, { ...opening, looking }), node, service, opening),
        ),
        ...files.map((path) => chosen(openFile(node, path, { ...opening, looking }), node, path, opening)),
      ];
    });
    return { initial: followed.flat(), joining: none() };
  };
  return { notices, tellRest: () => {}, open, follow };
}

interface Opening {
  readonly nodeLogs: NodeLogsRequest;
  readonly merge: MergeRequest;
  readonly told: Notices;
  readonly io: RunContext["io"];
}

/** What all that is followed of one node has in common. */
type Looking = Pick<FollowEnvironment, "takeTurn" | "absence">;

function openService(node: ChosenNode, service: string, { nodeLogs, merge, told, io }: Opening): LogSource {
  const { pattern, boot } = nodeLogs;
  const source = merge.registry.addFacts(factsOf(node, service));
  return createServiceSource(
    node.client,
    node.name,
    { service, range: merge.windowOf(node.client), tailLines: tailLinesOf(merge), pattern, boot },
    { notices: told, nowMs: () => io.clock.nowMs(), sourceOf: () => source },
  );
}

function followService(
  node: ChosenNode,
  service: string,
  { nodeLogs, merge, told, io, looking }: Opening & { readonly looking: Looking },
): LogSource {
  const { pattern } = nodeLogs;
  const tailLines = tailLinesOf(merge);
  const source = merge.registry.addFacts(factsOf(node, service));
  return createFollowedService(
    node.client,
    node.name,
    // Without any line it would not be known what is new.
    {
      service,
      range: merge.windowOf(node.client),
      tailLines: tailLines === undefined ? undefined : Math.max(tailLines, 1),
      pattern,
      boot: undefined,
    },
    {
      notices: told,
      nowMs: () => io.clock.nowMs(),
      sourceOf: () => source,
      clock: io.clock,
      ...looking,
      pollMs: pollMsOf(nodeLogs),
      isLastWanted: isLastWanted(merge),
    },
  );
}

/** Between two looks at the same log: all of a node have their turn. */
export function pollMsOf({ services, files }: Pick<NodeLogsRequest, "services" | "files">): number {
  return (services.length + files.length) * shortestPollMs;
}

/** Between two questions to a node. */
const shortestPollMs = 1000;

/** Of a file a kubelet chooses nothing, so that all is done here. With what looking at a node needs it is followed. */
function openFile(
  node: ChosenNode,
  path: string,
  { nodeLogs, merge, told, io, looking }: Opening & { readonly looking?: Looking },
): LogSource {
  const { pattern } = nodeLogs;
  const window = merge.windowOf(node.client);
  const isWhole = pattern !== undefined || window.first !== undefined || window.last !== undefined;
  const file = { client: node.client, node: node.name, path };
  const facts = factsOf(node, path);
  const lastLines = isWhole ? undefined : tailLinesOf(merge);
  const lateLines = lastLinesOf(merge);
  const following = looking && {
    clock: io.clock,
    notices: told,
    ...looking,
    pollMs: pollMsOf(nodeLogs),
    lateLines,
  };
  const input = following
    ? followedFileInput(file, facts, lastLines, following)
    : nodeFileInput(file, facts, lastLines);
  const environment = { notices: told, clock: io.clock, nowMs: io.nowMs, sourceOf: merge.registry.addFacts };
  const source = createCaptureSource(input, { format: undefined, range: window }, environment);
  const filter = pattern === undefined ? undefined : createFilter({ ...everyLine, ...likeJournalctl(pattern) });
  return filter === undefined ? source : filteredSource(source, filter, io.clock);
}

/** Without a capital letter either case matches. */
function likeJournalctl(pattern: string): Pick<FilterOptions, "grep" | "ignoreCase"> {
  return { grep: [pattern], ignoreCase: !/\p{Lu}/u.test(pattern) };
}

const everyLine: Omit<FilterOptions, "grep" | "ignoreCase"> = {
  exclude: [],
  fixedStrings: false,
  isMultiline: false,
  contextBefore: 0,
  contextAfter: 0,
};

function factsOf({ client, name: node }: ChosenNode, service: string): SourceFacts {
  return { node, service, ...(client.context === "" ? {} : { context: client.context }) };
}

/** The entries of a source that the filters leave. @param query What of the node it is. */
function chosen(
  opened: LogSource,
  { client, name: node, prefix }: ChosenNode,
  query: string,
  { merge, io }: Opening,
): LogSource {
  const { request } = merge;
  const { untilMatch } = request.endings;
  const name = `${prefix}${opened.name}`;
  merge.opened.add(name);
  const usage = (other: string, log = query): string => `kubectl kt node-logs ${other} --query ${shellWord(log)}`;
  const source = withNearNames(opened, { client, node, query, usage, usageOf: (log) => usage(node, log) });
  const filter = untilMatch === undefined ? merge.filter : untilMatchFilter(untilMatch, merge.filter, () => true);
  const filtered = filter === undefined ? source : filteredSource(source, filter, io.clock);
  const { amount, lines } = request;
  const last = amount.lastOfEach !== undefined && { entries: amount.lastOfEach, asRecords: lines.isMultiline };
  const wanted = last === false ? filtered : lastOfSource(filtered, last);
  return { name, read: (signal) => wanted.read(signal), [Symbol.asyncDispose]: () => source[Symbol.asyncDispose]() };
}

/** How many lines each service need be asked for; undefined: all. A filter must see every line. */
function tailLinesOf(merge: MergeRequest): number | undefined {
  const { request, filter } = merge;
  return filter === undefined && request.endings.untilMatch === undefined ? lastLinesOf(merge) : undefined;
}

/** Whether of what was written before a follow only last lines are wanted. */
export function isLastWanted(merge: Pick<MergeRequest, "request">): boolean {
  return lastLinesOf(merge) !== undefined;
}

function lastLinesOf({ request }: Pick<MergeRequest, "request">): number | undefined {
  const { merged, lastOfEach = Number.POSITIVE_INFINITY } = request.amount;
  // One more than is printed shows whether there are older ones.
  const ofMerged = merged.kind === "last" ? merged.entries + (merged.isDefault ? 1 : 0) : Number.POSITIVE_INFINITY;
  const lastLines = Math.min(lastOfEach, ofMerged);
  return Number.isFinite(lastLines) ? lastLines : undefined;
}

async function* none(): AsyncGenerator<never, void, void> {}
