import type { KubeClient } from "../../kube/client.ts";
import type { LogSource } from "../../stream/source.ts";
import { NodeJournal } from "../node-journal.ts";
import { readService } from "../service-source.ts";
import { type MentionEnvironment, type MentionRequest, serviceRequestOf } from "./mention-request.ts";
import type { MentionedPod } from "./pod-mentions.ts";

/** What a service of a node has written about pods, up to now: their entries, as if they came from the pods. */
export function createMentionSource<P extends MentionedPod>(
  client: KubeClient,
  node: string,
  request: MentionRequest<P>,
  environment: MentionEnvironment<P>,
): LogSource {
  const { service, mentions } = request;
  const { sourceOf, learn } = environment;
  return {
    name: `${node}/${service}`,
    read: async function* (signal) {
      if (mentions.isEmpty) return;
      const times = await learn(signal);
      const choosing = {
        ...environment,
        sourceOf: (bytes: Buffer, start: number, end: number, seconds: number) => {
          const pod = mentions.find(bytes.toString("latin1", start, end), seconds);
          return pod && sourceOf(pod);
        },
      };
      yield* readService(new NodeJournal(client, node), serviceRequestOf(request, times), choosing, signal);
    },
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}
