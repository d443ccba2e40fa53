import type { KubeClient } from "../../kube/client.ts";
import type { Pod } from "../../kube/objects.ts";
import { learnMentions } from "../../nodelogs/mentions/learn-mentions.ts";
import { createMentionSource } from "../../nodelogs/mentions/mention-source.ts";
import { mentionedPodOf } from "../../nodelogs/mentions/mentioned-pod.ts";
import { type MentionedPod, PodMentions } from "../../nodelogs/mentions/pod-mentions.ts";
import { NodeJournal } from "../../nodelogs/node-journal.ts";
import type { Clock } from "../../time/clock.ts";
import { compareInstants } from "../../time/timestamp.ts";
import type { TimeWindow } from "../../time/time-window.ts";
import type { Masker } from "../masking/masker.ts";
import { reviewRights } from "../rights/access-review.ts";
import { InstanceLog } from "./instance-log.ts";
import { LastEntries } from "./last-entries.ts";
import { pathPart } from "./report-file.ts";
import { takeEntries } from "./take-entries.ts";

/** How nodes are asked about pods. */
export interface NodeAsking {
  readonly client: KubeClient;
  readonly masker: Masker;
  readonly range: TimeWindow;
  readonly limitBytes: number;
  readonly limitMs: number;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/**
 * What kubelets and container runtimes say about pods, a file for each node. Nothing is asked of a node unless a review says that it may be:
 * to try it out looks like an attack to who watches for `nodes/proxy`.
 * @returns with them, why some are not there.
 */
export async function nodeExcerpts(
  pods: readonly Pod[],
  asking: NodeAsking,
): Promise<{ readonly excerpts: readonly InstanceLog[]; readonly notices: readonly string[] }> {
  const { client, limitMs, signal } = asking;
  const ofNodes = Map.groupBy(
    pods.filter(({ spec }) => spec.nodeName !== undefined),
    ({ spec }) => spec.nodeName ?? "",
  );
  if (ofNodes.size === 0) return { excerpts: [], notices: [] };
  const [review] = await reviewRights(client, [{ verb: "get", resource: "nodes/proxy" }], limitMs, signal);
  if (review?.answer !== "allowed") {
    return { excerpts: [], notices: ["nothing of the nodes' own logs: that needs the right to get nodes/proxy"] };
  }
  const notices: string[] = [];
  const asked = [...ofNodes].slice(0, mostNodes);
  if (asked.length < ofNodes.size) notices.push(`of ${ofNodes.size} nodes only ${asked.length} were asked`);
  const excerpts = await Promise.all(
    asked.map(async ([node, some]) => {
      const { excerpt, failures } = await excerptOf(node, some, asking);
      for (const failure of new Set(failures)) notices.push(asking.masker.text(`node ${node}: ${failure}`));
      return excerpt;
    }),
  );
  return { excerpts: excerpts.filter(({ lines }) => lines.length > 0), notices };
}

const mostNodes = 5;
const services = ["containerd", "kubelet"] as const;

async function excerptOf(
  node: string,
  pods: readonly Pod[],
  { client, masker, range, limitBytes, limitMs, clock, signal }: NodeAsking,
): Promise<{ readonly excerpt: InstanceLog; readonly failures: readonly string[] }> {
  const mentions = new PodMentions<MentionedPod>();
  for (const pod of pods) mentions.add(mentionedPodOf(pod));
  const failures: string[] = [];
  const within = AbortSignal.any([signal, AbortSignal.timeout(limitMs)]);
  const journal = new NodeJournal(client, node);
  let learning: ReturnType<typeof learnMentions> | undefined;
  const kept: LastEntries[] = [];
  for (const service of services) {
    const last = new LastEntries(limitBytes);
    kept.push(last);
    const source = createMentionSource(
      client,
      node,
      { service, range, mentions },
      {
        notices: { notice: ({ level, message }) => void (level === "debug" || failures.push(message)) },
        nowMs: () => clock.nowMs(),
        sourceOf: () => ({ id: 0, facts: { node, service } }),
        learn: (until) => (learning ??= learnMentions(journal, services, mentions, until)),
      },
    );
    try {
      const failure = await takeEntries(source, (line, time) => last.add(`${service}: ${line}`, time), within);
      // A node without this service is no failure.
      if (failure !== undefined && failure.code !== "KT_NOT_FOUND") failures.push(failure.message);
    } catch (error) {
      signal.throwIfAborted();
      if (!within.aborted) throw error;
      failures.push(`${service}: no answer within ${limitMs / 1000} s`);
      break;
    }
  }
  const excerpt = new InstanceLog(`nodes/${pathPart(node)}.log`, { node, service: "node" }, masker);
  const origin = { seconds: 0, nanos: 0 };
  const entries = kept.flatMap((last) => last.entries);
  for (const { cut } of kept) excerpt.leaveOut(cut);
  for (const { line, time } of entries.toSorted((a, b) => compareInstants(a.time ?? origin, b.time ?? origin))) {
    excerpt.add(line, time);
  }
  excerpt.keepLast(limitBytes);
  return { excerpt, failures };
}
