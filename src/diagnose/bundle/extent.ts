import type { Hop } from "../diagnosis.ts";
import type { ListedEvent } from "./event-list.ts";
import { type Bundle, troubledPods } from "./gather-bundle.ts";
import { podDocument } from "./pod-document.ts";
import type { ReportFile } from "./report-file.ts";

/** How much of what stands beside the logs is in a report. */
export interface Extent {
  /** The states of pods, a file each. */
  readonly pods: readonly ReportFile[];
  readonly events: readonly ListedEvent[];
  /** Those that the documents for programs have. */
  readonly hops: readonly Hop[];
  /** What is left out, and why. */
  readonly notices: readonly string[];
}

/** From everything to the least, what tells least left out first; each leaves out what the one before does, too. */
export function extentsOf(bundle: Bundle): readonly [Extent, ...Extent[]] {
  const { diagnosis, pods, events, masker } = bundle;
  const troubled = troubledPods(diagnosis);
  const files = pods.map((pod) => ({ pod, file: podDocument(pod, masker) }));
  const unwell = files.filter(({ pod: { metadata } }) => troubled.has(`${metadata.namespace}/${metadata.name}`));
  const all: Extent = { pods: files.map(({ file }) => file), events, hops: diagnosis.hops, notices: [] };
  const withoutWell: Extent = {
    ...all,
    pods: unwell.map(({ file }) => file),
    notices: noticesOf(files.length - unwell.length, (count) => `the states of ${count} pods that are well`),
  };
  const hops = diagnosis.hops.filter(({ findings, result }) => findings.length > 0 || result === "unseen");
  const calm = diagnosis.hops.length - hops.length;
  const withFoundHops: Extent = {
    ...withoutWell,
    hops,
    notices: [
      ...withoutWell.notices,
      ...noticesOf(calm, (count) => `${count} hops where nothing was found, in report.json and junit.xml`),
    ],
  };
  const withLastEvents: Extent = {
    ...withFoundHops,
    events: events.slice(-mostEvents),
    notices: [
      ...withFoundHops.notices,
      ...noticesOf(events.length - mostEvents, (count) => `the ${count} oldest events`),
    ],
  };
  const withoutPods: Extent = {
    ...withLastEvents,
    pods: [],
    notices: [
      ...withLastEvents.notices.filter((notice) => !withoutWell.notices.includes(notice)),
      ...noticesOf(files.length, (count) => `the states of ${count} pods`),
    ],
  };
  return [all, withoutWell, withFoundHops, withLastEvents, withoutPods];
}

const mostEvents = 50;

function noticesOf(count: number, text: (count: number) => string): readonly string[] {
  return count <= 0 ? [] : [`left out for --report-limit: ${text(count)}`];
}
