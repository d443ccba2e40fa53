import type { ClaimContext } from "../claims/claim-context.ts";
import type { Scope } from "../claims/scope.ts";
import type { Pod } from "../../kube/objects.ts";
import { podType } from "../kinds/built-in-types.ts";
import { collectionPath } from "../kinds/resource-type.ts";
import type { WantedOwner } from "../owners/owner-index.ts";

/** The names of all owners of a type that the visible pods lead to, sorted; undefined where pods cannot be listed. */
export async function visibleOwners(
  wanted: WantedOwner,
  scopes: readonly Scope[],
  { client, owners, options }: Pick<ClaimContext, "client" | "owners" | "options">,
): Promise<readonly string[] | undefined> {
  const { signal } = options;
  const names = new Set<string>();
  try {
    for (const { namespace, accepts } of scopes) {
      const { items } = await client.list<Pod>(collectionPath(podType, namespace), { signal });
      const pods = items.filter(({ metadata }) => accepts(metadata.namespace ?? ""));
      await owners.load(
        pods.flatMap((pod) => owners.unknownAbove(pod, wanted)),
        signal,
      );
      for (const pod of pods) {
        const name = owners.find(pod, wanted)?.name;
        if (name !== undefined) names.add(name);
      }
    }
  } catch {
    return undefined;
  }
  return [...names].sort();
}
