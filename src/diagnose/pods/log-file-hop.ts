import type { LogFileName } from "../../logfiles/log-file-name.ts";
import type { Hop } from "../diagnosis.ts";
import { seenHop, unseenHop } from "../hop.ts";
import type { Look } from "../look.ts";
import { type PodFacts, podSubject } from "./pod-facts.ts";

/** What the node has of logs that the log API does not give; undefined where there is no such log. */
export function logFileHop(facts: PodFacts): Hop | undefined {
  const { pod, logs, files } = facts;
  if (![...logs.values()].some(({ kind }) => kind === "message")) return undefined;
  const hop = {
    name: "log-file",
    about: podSubject(pod),
    checked: `the files below /var/log/pods of node ${pod.spec.nodeName ?? ""}, through nodes/proxy`,
    durationMs: Math.max(0, ...[...(files?.values() ?? [])].map(({ durationMs }) => durationMs)),
  } as const;
  if (files === undefined) {
    return { ...hop, result: "unseen", says: "no right to get nodes/proxy, which would show the files", findings: [] };
  }
  const failed = [...files.values()].find(({ isSeen }) => !isSeen);
  if (failed?.isSeen === false) return unseenHop(hop, failed.error);
  return seenHop({ ...hop, says: [...files].map(([name, look]) => `${name}: ${filesText(look)}`).join(", ") });
}

/** The names of files, for evidence. */
export function filesText(look: Look<readonly LogFileName[]>): string {
  if (!look.isSeen) return look.error.message;
  return look.value.length === 0 ? "no file" : look.value.map(({ name }) => name).join(" ");
}
