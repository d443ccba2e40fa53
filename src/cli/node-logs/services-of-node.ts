import { KtError } from "../../errors/kt-error.ts";
import type { NodeJournal } from "../../nodelogs/node-journal.ts";

/** Of these services those that have a journal; none where the kubelet does not answer queries. */
export async function servicesOf(
  journal: NodeJournal,
  names: readonly string[],
  signal: AbortSignal,
): Promise<readonly string[]> {
  const found: string[] = [];
  for (const service of names) {
    try {
      const answer = await journal.open({ service, tailLines: 1 }, signal);
      if (answer.kind !== "entries") continue;
      await answer.body[Symbol.asyncDispose]();
      found.push(service);
    } catch (error) {
      if (signal.aborted || !(error instanceof KtError)) throw error;
      if (error.code !== "KT_NOT_FOUND") return found;
    }
  }
  return found;
}

/** What nodes usually have; no API tells it. */
export const usualServices: readonly string[] = [
  "kubelet",
  "containerd",
  "crio",
  "docker",
  "systemd-journald",
  "systemd-logind",
  "systemd-networkd",
  "systemd-resolved",
  "ssh",
  "sshd",
  "cron",
  "chrony",
  "chronyd",
];
