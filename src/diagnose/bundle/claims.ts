import { printable } from "../../text/printable.ts";
import type { Finding } from "../diagnosis.ts";
import type { ListedEvent } from "./event-list.ts";
import { placeInPod, podDocumentPath } from "./pod-document.ts";
import type { Place, ReportFile } from "./report-file.ts";

/** Names of the files of a report that there is one of. */
export const diagnosisFile = "diagnosis.txt";
export const eventsFile = "events.txt";
export const waitFile = "wait.txt";

/** The files that claims are looked up in. */
export interface Sources {
  readonly diagnosis: ReportFile;
  readonly events: readonly ListedEvent[];
  readonly pods: ReadonlyMap<string, ReportFile>;
}

/** Where everything that a finding was seen by stands, the most telling place first; at least one. */
export function placesOf(finding: Finding, sources: Sources): readonly Place[] {
  const places = [
    ...finding.evidence.flatMap(({ from, text }) => placeOf(finding, from, text, sources) ?? []),
    placeInDiagnosis(finding, sources.diagnosis),
  ];
  return [...new Map(places.map((place) => [`${place.file}:${place.line}`, place])).values()];
}

function placeOf({ about }: Finding, from: string, text: string, { events, pods }: Sources): Place | undefined {
  const pod = about.kind === "Container" ? about.pod : about.kind === "Pod" ? about.name : undefined;
  const [, reason] = /^event (\w+)/.exec(from) ?? [];
  if (reason !== undefined) {
    const isIt = ({ event }: ListedEvent): boolean =>
      event.reason === reason && (pod === undefined || event.involvedObject?.name === pod);
    const exact = events.findLastIndex((one) => isIt(one) && one.text.includes(text.replaceAll(/\s*\n\s*/g, " ")));
    const at = exact >= 0 ? exact : events.findLastIndex(isIt);
    return at < 0 ? undefined : { file: eventsFile, line: at + 1 };
  }
  const file = pod === undefined ? undefined : pods.get(podDocumentPath(about.namespace ?? "", pod));
  return file !== undefined && /^(?:state|lastState|status|metadata|spec|resources|conditions?)\b/.test(from)
    ? placeInPod(file, about, from)
    : undefined;
}

/** The finding in the list of all of them; what is found of several pods stands there once, below the name of the first. */
function placeInDiagnosis({ verdict, about }: Finding, { path, text }: ReportFile): Place {
  const lines = text.split("\n");
  const exact = lines.findIndex((line) => line.includes(printable(verdict)));
  const named = lines.findIndex((line) => line.includes(about.pod ?? about.name));
  return { file: path, line: Math.max(exact >= 0 ? exact : named, 0) + 1 };
}
