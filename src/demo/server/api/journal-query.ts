import { type Exchange, replyBody } from "../http/exchange.ts";
import type { Kubelet } from "../world/kubelet.ts";
import type { JournalEntry, NodeJournal } from "../world/node-journal.ts";
import { type JournalOptions, parseJournalOptions, QueryRefusal } from "./journal-options.ts";

/**
 * Answers a query of a node's journal as a kubelet whose `enableSystemLogQuery` is on, and the `journalctl` that it calls
 * (kubernetes v1.36.3 pkg/kubelet/kubelet_server_journal.go; asked of a real one): failures are 200 as well.
 */
export async function serveJournalQuery({ request, reply }: Exchange, kubelet: Kubelet): Promise<void> {
  try {
    const text = journalText(kubelet, parseJournalOptions(request.query));
    await replyBody(reply, 200, { "content-type": "text/plain;charset=UTF-8" }, Buffer.from(text));
  } catch (error) {
    if (!(error instanceof QueryRefusal)) throw error;
    const headers = { "content-type": "text/plain; charset=utf-8", "x-content-type-options": "nosniff" };
    await replyBody(reply, error.status, headers, Buffer.from(`${error.message}\n`));
  }
}

function journalText({ journal, nodeName, zoneOffsetMinutes }: Kubelet, options: JournalOptions): string {
  const { services, hasOptions, boot, tailLines } = options;
  const known = new Set(journal.entries.map(({ service }) => service));
  const unknown = services.find((name) => ![...known].some((service) => service.includes(name)));
  if (unknown !== undefined) {
    return hasOptions
      ? `\noptions present and query resolved to log files for [${unknown}]\ntry without specifying options\n`
      : `\nlog not found for ${unknown}\n`;
  }
  const wantedBoot = journal.boot + (boot ?? 0);
  if (boot !== undefined && wantedBoot < 0) {
    return `Data from the specified boot (${boot}) is not available: No such boot ID in journal\n`;
  }
  // The last lines of a journal are those of one boot.
  const isOneBoot = boot !== undefined || tailLines !== undefined;
  const found = matching(journal, options, zoneOffsetMinutes * 60e6).filter(
    (entry) => !isOneBoot || entry.boot === wantedBoot,
  );
  const shown = tailOf(found, options);
  return shown.length === 0 ? "-- No entries --\n" : linesOf(shown, nodeName);
}

function matching(journal: NodeJournal, options: JournalOptions, zoneMicros: number): JournalEntry[] {
  const { services, sinceMicros, untilMicros, pattern } = options;
  const expression = pattern === undefined ? undefined : new RegExp(pattern, /[A-Z]/.test(pattern) ? "" : "i");
  return journal.entries.filter(
    ({ service, atMicros, message }) =>
      services.includes(service) &&
      atMicros >= (sinceMicros ?? Number.NEGATIVE_INFINITY) - zoneMicros &&
      atMicros <= (untilMicros ?? Number.POSITIVE_INFINITY) - zoneMicros &&
      expression?.test(message) !== false,
  );
}

/** The last ones; with a time to begin from the first ones, with a pattern the last ones, newest first. */
function tailOf(entries: readonly JournalEntry[], options: JournalOptions): readonly JournalEntry[] {
  const { tailLines, sinceMicros, pattern } = options;
  if (tailLines === undefined) return entries;
  if (tailLines === 0) return [];
  if (sinceMicros !== undefined) return entries.slice(0, tailLines);
  const last = entries.slice(-tailLines);
  return pattern === undefined ? last : last.toReversed();
}

/** `journalctl --utc --output short-precise`: no year, further lines of a message indented. */
function linesOf(entries: readonly JournalEntry[], nodeName: string): string {
  let text = "";
  for (const [index, { atMicros, writer, message, boot }] of entries.entries()) {
    const before = entries[index - 1];
    if (before !== undefined && before.boot !== boot) text += `-- Boot ${String(boot).padStart(32, "0")} --\n`;
    const date = new Date(Math.floor(atMicros / 1000));
    const day = String(date.getUTCDate()).padStart(2, "0");
    const month = months[date.getUTCMonth()] ?? "";
    const time = `${date.toISOString().slice(11, 19)}.${String(atMicros % 1e6).padStart(6, "0")}`;
    const head = `${month} ${day} ${time} ${nodeName} ${writer}: `;
    text += `${head}${message.replaceAll("\n", `\n${" ".repeat(head.length)}`)}\n`;
  }
  return text;
}

const months: readonly string[] = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" ");
