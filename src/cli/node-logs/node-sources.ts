import type { KubeClient } from "../../kube/client.ts";
import { createServiceSource } from "../../nodelogs/service-source.ts";
import { keepOnDisk } from "../../stream/keep-on-disk.ts";
import type { Notices } from "../../stream/notice.ts";
import { isCaughtUp, type LogSource } from "../../stream/source.ts";
import type { Spool, SpooledBlock } from "../../stream/spool.ts";
import { filteredSource } from "../logs/filtered-source.ts";
import type { MergeRequest, RunSources } from "../logs/merge-sources.ts";
import type { RunContext } from "../logs/run-context.ts";
import { StreamSlots } from "../logs/stream-slots.ts";
import { untilMatchFilter } from "../logs/until-match.ts";
import type { NodeLogsRequest } from "./node-logs-request.ts";

/** A node of a cluster. */
export interface ChosenNode {
  readonly client: KubeClient;
  readonly name: string;
  /** Stands before its name where there are several clusters. */
  readonly prefix: string;
}

/** The logs of all services of all nodes. */
export function nodeSources(
  nodes: readonly ChosenNode[],
  nodeLogs: NodeLogsRequest,
  merge: MergeRequest,
  { io, notices }: RunContext,
): RunSources {
  const { services, maxNodes } = nodeLogs;
  const openAll = (told: Notices): readonly (readonly LogSource[])[] =>
    nodes.map((node) => services.map((service) => openService(node, service, { nodeLogs, merge, told, io })));
  const open = (told: Notices, spool: Spool): readonly LogSource[] => {
    const opened = openAll(told);
    if (services.length === 1 && nodes.length <= maxNodes) return opened.flat();
    const slots = new StreamSlots(maxNodes);
    return opened.flatMap((ofNode) => inTurn(ofNode, slots, spool));
  };
  return { notices, tellRest: () => {}, open, follow: () => ({ initial: [], joining: none() }) };
}

interface Opening {
  readonly nodeLogs: NodeLogsRequest;
  readonly merge: MergeRequest;
  readonly told: Notices;
  readonly io: RunContext["io"];
}

function openService({ client, name: node, prefix }: ChosenNode, service: string, opening: Opening): LogSource {
  const { nodeLogs, merge, told, io } = opening;
  const { pattern, boot } = nodeLogs;
  const { registry, opened, window, request } = merge;
  const { untilMatch } = request.endings;
  const facts = { node, service, ...(client.context === "" ? {} : { context: client.context }) };
  const source = createServiceSource(
    client,
    node,
    { service, range: window, tailLines: tailLinesOf(merge), pattern, boot },
    { notices: told, nowMs: () => io.clock.nowMs(), source: registry.addFacts(facts) },
  );
  const name = `${prefix}${source.name}`;
  opened.add(name);
  const filter = untilMatch === undefined ? merge.filter : untilMatchFilter(untilMatch, merge.filter, () => true);
  const filtered = filter === undefined ? source : filteredSource(source, filter, io.clock);
  return { name, read: (signal) => filtered.read(signal), [Symbol.asyncDispose]: () => source[Symbol.asyncDispose]() };
}

/** How many lines each service need be asked for; undefined: all. A filter must see every line. */
function tailLinesOf({ request, filter }: MergeRequest): number | undefined {
  const { merged } = request.amount;
  if (merged.kind !== "last" || filter !== undefined || request.endings.untilMatch !== undefined) return undefined;
  // One more than is printed shows whether there are older ones.
  return merged.entries + (merged.isDefault ? 1 : 0);
}

/**
 * The sources of one node, which are read one after the other, and of no more nodes at a time than there are slots. A merge
 * wants the beginning of each before it takes more of any, so all of it is kept on the disk meanwhile.
 */
function inTurn(ofNode: readonly LogSource[], slots: StreamSlots, spool: Spool): readonly LogSource[] {
  const kept = ofNode.map((): SpooledBlock[] => []);
  const failures = new Map<number, unknown>();
  let reading: Promise<void> | undefined;
  const readAll = async (signal: AbortSignal): Promise<void> => {
    const giveBack = await slots.take(signal);
    try {
      for (const [place, source] of ofNode.entries()) {
        try {
          for await (const item of source.read(signal)) {
            if (isCaughtUp(item) || item.count === 0) continue;
            kept[place]?.push(keepOnDisk(spool, item, "ask fewer nodes, or for less of each"));
          }
        } catch (error) {
          failures.set(place, error);
        }
      }
    } finally {
      giveBack();
    }
  };
  return ofNode.map((source, place) => ({
    ...source,
    read: async function* (signal) {
      reading ??= readAll(signal);
      await reading;
      for (const block of kept[place] ?? []) yield spool.read(block);
      if (failures.has(place)) throw failures.get(place);
    },
  }));
}

async function* none(): AsyncGenerator<never, void, void> {}
