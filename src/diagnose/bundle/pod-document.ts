import type { ContainerStatus, Pod } from "../../kube/objects.ts";
import type { Subject } from "../diagnosis.ts";
import type { Masker } from "../masking/masker.ts";
import { maskedDocument } from "../masking/masked-diagnosis.ts";
import { pathPart, type Place, type ReportFile } from "./report-file.ts";

/** What of a pod explains its state, without its variables and without secrets: JSON with one fact in each line. */
export function podDocument(pod: Pod, masker: Masker): ReportFile {
  const { name, namespace, uid, creationTimestamp, deletionTimestamp, labels, ownerReferences } = pod.metadata;
  const { nodeName, restartPolicy, containers, initContainers } = pod.spec;
  const { containerStatuses, initContainerStatuses, ephemeralContainerStatuses, ...status } = pod.status ?? {};
  const shown = {
    metadata: { name, namespace, uid, creationTimestamp, deletionTimestamp, labels, ownerReferences },
    spec: { nodeName, restartPolicy, initContainers: initContainers?.map(specOf), containers: containers.map(specOf) },
    status: {
      ...status,
      initContainerStatuses: initContainerStatuses?.map(statusOf),
      containerStatuses: containerStatuses?.map(statusOf),
      ephemeralContainerStatuses: ephemeralContainerStatuses?.map(statusOf),
    },
  };
  const path = podDocumentPath(namespace ?? "", name);
  return { path, text: `${JSON.stringify(maskedDocument(shown, masker), undefined, 2)}\n` };
}

/** Where the document of a pod lies. */
export function podDocumentPath(namespace: string, name: string): string {
  return `pods/${pathPart(namespace)}/${pathPart(name)}.json`;
}

/** The line that shows what a finding about a pod or a container was seen by; the first where none stands out. */
export function placeInPod(file: ReportFile, { kind, name }: Subject, field: string): Place {
  const lines = file.text.split("\n");
  const statuses = lines.findIndex((line) => /"(?:initC|c|ephemeralC)ontainerStatuses"/.test(line));
  const own = lines.findIndex((line, place) => place > statuses && line.trim() === `"name": ${JSON.stringify(name)},`);
  const from = kind === "Container" && statuses >= 0 && own >= 0 ? own : 0;
  const words = field.split(/[\s.]+/).filter((word) => /^[a-z]\w+$/i.test(word));
  const found = words.map((word) => lines.findIndex((line, at) => at >= from && line.trim().startsWith(`"${word}":`)));
  return { file: file.path, line: (found.find((at) => at >= 0) ?? from) + 1 };
}

function specOf({ name, image, restartPolicy, resources }: Pod["spec"]["containers"][number]): unknown {
  return { name, image, restartPolicy, resources };
}

/** The name first, so that what follows is known to be about it. */
function statusOf({ name, state, lastState, ...rest }: ContainerStatus): unknown {
  return { name, state, lastState, ...rest };
}
