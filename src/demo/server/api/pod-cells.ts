import type { ApiObject } from "../world/api-object.ts";
import { ageText } from "./age-text.ts";

/** How a container has ended, as far as a row of `kubectl get pods` tells of it. */
interface Ending {
  readonly reason?: string;
  readonly exitCode: number;
  readonly finishedAt?: string;
}

interface Status {
  readonly name: string;
  readonly ready: boolean;
  readonly restartCount: number;
  readonly state: {
    readonly waiting?: { readonly reason: string };
    readonly running?: object;
    readonly terminated?: Ending;
  };
  readonly lastState: { readonly terminated?: Ending };
}

/** What is read of a pod besides its metadata. */
interface PodParts {
  readonly spec: {
    readonly nodeName?: string;
    readonly containers: readonly unknown[];
    readonly initContainers?: readonly { readonly name: string; readonly restartPolicy?: string }[];
  };
  readonly status: {
    readonly phase: string;
    readonly reason?: string;
    readonly containerStatuses?: readonly Status[];
    readonly initContainerStatuses?: readonly Status[];
  };
}

/** Name, readiness, status, restarts, age and node of a pod (kubernetes v1.36.3 pkg/printers/internalversion/printers.go printPod). */
export function podCells({ metadata, ...pod }: ApiObject, nowMs: number): readonly unknown[] {
  const { spec, status } = pod as unknown as PodParts;
  const { containerStatuses: regular = [], initContainerStatuses: inits = [] } = status;
  const { initContainers = [] } = spec;
  const sidecars = initContainers.filter(({ restartPolicy }) => restartPolicy === "Always").map(({ name }) => name);
  const staying = [...inits.filter(({ name }) => sidecars.includes(name)), ...regular];
  const undone = inits.find(({ name, state }) => !sidecars.includes(name) && state.terminated?.exitCode !== 0);
  const ready = staying.filter((one) => one.ready && one.state.running !== undefined).length;
  const reason =
    undone === undefined
      ? reasonOf(regular, status.reason ?? status.phase)
      : initReason(undone, inits.indexOf(undone), initContainers.length);
  return [
    metadata.name,
    `${ready}/${sidecars.length + spec.containers.length}`,
    metadata.deletionTimestamp === undefined ? reason : "Terminating",
    restartsOf(undone === undefined ? staying : inits, nowMs),
    ageText(metadata.creationTimestamp, nowMs),
    spec.nodeName ?? "<none>",
  ];
}

/** The first container that waits or has ended tells, unless another still runs and it was a good end. */
function reasonOf(statuses: readonly Status[], phase: string): string {
  const told = statuses.map(({ state }) => wordOf(state)).find((word) => word !== undefined);
  if (told === undefined) return phase;
  const isRunning = statuses.some((one) => one.ready && one.state.running !== undefined);
  return told === "Completed" && isRunning ? "Running" : told;
}

function initReason({ state }: Status, place: number, count: number): string {
  const word = wordOf(state);
  return word === undefined || word === "PodInitializing" ? `Init:${place}/${count}` : `Init:${word}`;
}

function wordOf({ waiting, terminated }: Status["state"]): string | undefined {
  return waiting?.reason ?? (terminated && (terminated.reason ?? `ExitCode:${terminated.exitCode}`));
}

function restartsOf(statuses: readonly Status[], nowMs: number): string {
  const count = statuses.reduce((sum, { restartCount }) => sum + restartCount, 0);
  const ends = statuses.map(({ lastState }) => lastState.terminated?.finishedAt ?? "").toSorted();
  const last = ends.at(-1) ?? "";
  return count === 0 || last === "" ? String(count) : `${count} (${ageText(last, nowMs)} ago)`;
}
