import { isFailedStart } from "../../kube/container-status.ts";
import type { ContainerState } from "../../kube/objects.ts";
import type { Cause } from "../diagnosis.ts";

/** How a run of a container ended. */
export type Termination = NonNullable<ContainerState["terminated"]>;

/** Names of signals by number, as on Linux for amd64 and arm64 (signal(7)). */
const signals: Readonly<Record<number, readonly [name: string, meaning: string]>> = {
  1: ["SIGHUP", "its terminal was closed, or it was to read its settings again"],
  2: ["SIGINT", "it was interrupted"],
  3: ["SIGQUIT", "it was told to quit and dump its state"],
  4: ["SIGILL", "it ran into an instruction that this processor does not have"],
  5: ["SIGTRAP", "it ran into a trap"],
  6: ["SIGABRT", "it gave itself up: an assertion, a fatal error of its runtime"],
  7: ["SIGBUS", "it read memory that cannot be read, such as a mapped file that was cut"],
  8: ["SIGFPE", "a calculation failed, such as a division by zero"],
  9: ["SIGKILL", "it was killed, without a chance to write why"],
  11: ["SIGSEGV", "it reached for memory that is not its own"],
  13: ["SIGPIPE", "it wrote to a connection that nobody reads"],
  14: ["SIGALRM", "a timer of its own ran out"],
  15: ["SIGTERM", "it was asked to end"],
  24: ["SIGXCPU", "it used up its processor time"],
  25: ["SIGXFSZ", "it wrote a file beyond the largest size"],
  31: ["SIGSYS", "it made a system call that is forbidden, by seccomp for example"],
};

/**
 * The kubelet forgets how often a container ended once a run took so long
 * (kubernetes v1.36.3 pkg/kubelet/kubelet.go: twice the longest back-off).
 */
export const forgottenMs: number = 10 * 60_000;

/** Whether the run was too short for the kubelet to forget the ends before it. */
export function isShortRun({ startedAt, finishedAt }: Termination): boolean {
  return Date.parse(finishedAt ?? "") - Date.parse(startedAt ?? "") < forgottenMs;
}

/** The exit code with its meaning: `exit code 137 (SIGKILL: it was killed, ...)`. */
export function exitText({ exitCode, signal, reason }: Termination): string {
  if (reason === "OOMKilled") return `exit code ${exitCode} (OOMKilled: it was killed for using too much memory)`;
  const meaning = codeMeaning(exitCode, signal, reason);
  return `exit code ${exitCode}${meaning === undefined ? "" : ` (${meaning})`}`;
}

/** What may be behind such an end, beyond what the program itself says in its log. */
export function exitCauses(end: Termination, describe: string): readonly Cause[] {
  const { exitCode, signal, reason, message } = end;
  if (isFailedStart(end)) {
    return [{ text: `the runtime could not start its program: ${message ?? "it does not say why"}` }];
  }
  const number = signalOf(exitCode, signal);
  return number === undefined ? codeCauses(exitCode, reason) : signalCauses(number, describe);
}

function signalCauses(number: number, describe: string): readonly Cause[] {
  const probes = `${describe} has the events Unhealthy and Killing`;
  switch (number) {
    case 9:
      return [
        { text: "a liveness or startup probe failed, and it did not end in its grace period", check: probes },
        {
          text: "the kernel killed it for memory, though it is not told as OOMKilled",
          check: "on the node: journalctl -k | grep -i 'out of memory'",
        },
        { text: "somebody killed it, on the node or inside the container", check: "neither of the above shows" },
      ];
    case 15:
      return [
        { text: "a liveness or startup probe failed", check: probes },
        { text: "the pod was deleted, or its node shut down", check: "its owner has a younger pod" },
      ];
    case 4:
    case 6:
    case 11:
      return [
        {
          text: "a defect of the program or of a library",
          check: "the last lines before the end; another version runs",
        },
        { text: "an image for another processor", check: "docker manifest inspect IMAGE, and the node's architecture" },
      ];
    default:
      return [];
  }
}

function codeCauses(exitCode: number, reason: string | undefined): readonly Cause[] {
  switch (exitCode) {
    case 126:
      return [{ text: "the command is there, but cannot be executed: its mode, or a format for another processor" }];
    case 127:
      return [
        { text: "the command, or one that it calls, is not in the image", check: "the last line of the log names it" },
      ];
    case 255:
      return reason === "Unknown"
        ? [{ text: "the node was rebooted or its runtime restarted, so that nobody saw the end of the run" }]
        : [];
    default:
      return [];
  }
}

/** Whether the run ended by no doing of its own: its node or its runtime went. */
export function isLostRun({ exitCode, reason }: Termination): boolean {
  return reason === "Unknown" && exitCode === 255;
}

function codeMeaning(exitCode: number, signal: number | undefined, reason: string | undefined): string | undefined {
  const number = signalOf(exitCode, signal);
  const known = number === undefined ? undefined : signals[number];
  if (known !== undefined) return `${known[0]}: ${known[1]}`;
  switch (exitCode) {
    case 0:
      return "it ended well";
    case 1:
      return "the program's own word for a failure";
    case 2:
      return "a failure: Go programs after a panic, shells and many tools for wrong arguments";
    case 126:
      return "the command cannot be executed";
    case 127:
      return "the command was not found";
    case 128:
      return "the program could not be started, or ended with an invalid code";
    case 255:
      return reason === "Unknown" ? "nobody knows how it ended: its node or runtime went" : "the program ended with -1";
    default:
      return number === undefined ? undefined : `signal ${number}`;
  }
}

/** The signal that ended a run; shells and runtimes write it as 128 and its number. */
function signalOf(exitCode: number, signal: number | undefined): number | undefined {
  if (signal !== undefined && signal > 0) return signal;
  return exitCode > 128 && exitCode < 160 ? exitCode - 128 : undefined;
}
