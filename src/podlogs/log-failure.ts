import { hasCode, KtError } from "../errors/kt-error.ts";
import { StatusError } from "../kube/failures/status-error.ts";
import type { ContainerReading } from "./container-reading.ts";
import type { KubeletMessage } from "./kubelet-message.ts";
import type { Outage } from "./outage.ts";
import { withWaitingMessage } from "./waiting-message.ts";

/** Why a log could not be opened, or broke off. */
export interface LogFailure {
  /**
   * - `broken`: may work again in a moment.
   * - `not-started`: there is nothing to read yet.
   * - `no-previous`: there is no earlier instance.
   * - `gone`: the pod is not there (any more).
   * - `no-log`: the pod is there, but the kubelet has no log of this instance: any more, or, of one that runs, while the
   *   node's runtime does not answer.
   * - `refused`: will not work however often it is tried.
   */
  readonly kind: "broken" | "not-started" | "no-previous" | "gone" | "no-log" | "refused";
  readonly error: KtError;
}

/** Judges what `KubeClient.stream` or a body's `next` threw. What is no KtError is a defect, and thrown again. */
export function judgeFailure(error: unknown): LogFailure {
  if (!(error instanceof KtError)) throw error;
  const isPassing = brokenCodes.some((code) => hasCode(error, code));
  if (isPassing || (error instanceof StatusError && error.status >= 500)) return { kind: "broken", error };
  if (hasCode(error, "KT_NOT_STARTED")) return { kind: "not-started", error };
  if (hasCode(error, "KT_NO_PREVIOUS")) return { kind: "no-previous", error };
  if (hasCode(error, "KT_NOT_FOUND")) return { kind: "gone", error };
  return { kind: "refused", error };
}

/** Judges what the kubelet said inside a body instead of going on. */
export function judgeMessage(message: KubeletMessage, reading: ContainerReading): LogFailure {
  const { target, instance } = reading;
  const { namespace, name } = target.pod;
  const describe = `kubectl describe pod ${name} -n ${namespace}`;
  switch (message.kind) {
    case "gone": {
      const code = instance?.isPrevious === true ? "KT_NO_PREVIOUS" : "KT_API";
      const isRunning = instance?.isRunning === true;
      const text = `the node has no log of this instance ${isRunning ? "now" : "any more"} (${message.text})`;
      const hint = isRunning ? `kubectl kt diagnose ${name} -n ${namespace}` : describe;
      return { kind: "no-log", error: new KtError(code, text, { hint }) };
    }
    case "cannot-follow": {
      const hint = "on the node: sysctl fs.inotify.max_user_instances fs.inotify.max_user_watches, and raise them";
      const text = `the node cannot watch log files, new lines come late (${message.text})`;
      return { kind: "broken", error: new KtError("KT_API", text, { hint }) };
    }
    case "failed": {
      const text = `the kubelet stopped reading the log (${message.text})`;
      return { kind: "broken", error: new KtError("KT_API", text, { hint: describe }) };
    }
  }
}

const brokenCodes = [
  "KT_UNREACHABLE",
  "KT_KUBELET_UNREACHABLE",
  "KT_KUBELET_UNAWARE",
  "KT_BUSY",
  "KT_UNAUTHORIZED",
  "KT_CREDENTIALS",
  "KT_TLS",
] as const;

/** Says that this source ends because of the failure: what it was about to print is missing. */
export function reportLogFailure(reading: ContainerReading, { kind, error }: LogFailure): void {
  const level = kind === "not-started" || kind === "no-previous" ? "warning" : "error";
  const { code } = error;
  const message = reasonOf(error, reading);
  const { notices } = reading.environment;
  const node = nodeOf(reading);
  if (code === "KT_KUBELET_UNREACHABLE" && node !== undefined) {
    const ofAll = message.replace("cannot get log:", "cannot get the logs of its containers:");
    const hint = error.hint?.replace(lookForNode, `kubectl describe node ${node}$1`);
    notices.notice({ level, code, about: reading.name, scope: `node ${node}`, message: ofAll, hint });
    return;
  }
  const scope = code === "KT_UNSUPPORTED" ? "" : undefined;
  notices.notice({ level, code, about: reading.name, scope, message, hint: error.hint });
}

/** A hint to find out which node it is, with the options that its command needs. */
const lookForNode = /^kubectl get pod .* -o wide(.*) {4}\(then kubectl describe node NODE\)$/;

/** What an error says, without the container: the notice names it already. A node that is only known as the pod's is named. */
export function reasonOf(error: KtError, reading: ContainerReading): string {
  const { target } = reading;
  const pod = ` of pod "${target.pod.name}" in namespace "${target.pod.namespace}"`;
  const node = nodeOf(reading);
  const reason = error.message.replace(`container "${target.container}"${pod} `, "").replace(pod, "");
  if (hasCode(error, "KT_NOT_STARTED")) {
    return withWaitingMessage(reason, target.pods.current(target.pod), target.container);
  }
  return node === undefined ? reason : reason.replace("the kubelet of the pod's node", `the kubelet of node "${node}"`);
}

function nodeOf({ target }: ContainerReading): string | undefined {
  return target.pods.current(target.pod)?.spec.nodeName;
}

/** What does not answer, by why a log could not be opened, or broke off. */
export function outageOf({ code }: KtError, reading: ContainerReading): Outage {
  const { client } = reading.target;
  const cluster = `${client.context} ${client.server}`;
  if (ofCluster.has(code)) return { key: cluster, about: undefined, subject: "logs " };
  const node = nodeOf(reading);
  if (code === "KT_KUBELET_UNREACHABLE" && node !== undefined) {
    return { key: `${cluster} ${node}`, about: `node ${node}`, subject: "its containers " };
  }
  return { key: `${cluster} ${reading.name}`, about: reading.name, subject: "" };
}

const ofCluster: ReadonlySet<string> = new Set([
  "KT_UNREACHABLE",
  "KT_BUSY",
  "KT_UNAUTHORIZED",
  "KT_CREDENTIALS",
  "KT_TLS",
]);
