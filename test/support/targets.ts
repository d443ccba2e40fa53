import type { Pod } from "../../src/kube/objects.ts";
import type { KubeClient } from "../../src/kube/client.ts";
import type { Target } from "../../src/targets/target.ts";

/** A container of a cluster that is never asked; `pod` is what is known of its pod. */
export function targetOf(name: string, container: string, pod?: Pod): Target {
  return {
    client: { context: "test", namespace: "shop", server: "https://none" } as KubeClient,
    pods: {
      current: () => pod,
      refresh: () => Promise.resolve(pod),
      changed: () => Promise.resolve(pod),
    },
    pod: { namespace: "shop", name, uid: `uid-of-${name}` },
    container,
    kind: "regular",
    why: `named ${name}`,
  };
}
