import type { OwnerReference } from "../../kube/objects.ts";
import { groupOf } from "../kinds/resource-type.ts";

/**
 * The owner of an owner that cannot be read, by the names that controllers give: a Deployment's ReplicaSet is
 * NAME-<pod-template-hash> (kubernetes v1.36.3 `deployment/sync.go`), a CronJob's Job NAME-<minutes since 1970>
 * (`cronjob/utils.go`).
 * @param templateHash the pod's label `pod-template-hash`.
 * @returns undefined when the name does not look like that.
 */
export function guessOwner(owner: OwnerReference, templateHash: string | undefined): OwnerReference | undefined {
  const group = groupOf(owner.apiVersion);
  if (group === "apps" && owner.kind === "ReplicaSet" && templateHash !== undefined) {
    const suffix = `-${templateHash}`;
    if (!owner.name.endsWith(suffix) || owner.name.length === suffix.length) return undefined;
    return guessed("apps/v1", "Deployment", owner.name.slice(0, -suffix.length));
  }
  if (group === "batch" && owner.kind === "Job") {
    const name = /^(.+)-\d{8,10}$/.exec(owner.name)?.[1];
    return name === undefined ? undefined : guessed("batch/v1", "CronJob", name);
  }
  return undefined;
}

function guessed(apiVersion: string, kind: string, name: string): OwnerReference {
  return { apiVersion, kind, name, uid: "" };
}
