import type { Cause } from "../diagnosis.ts";

/** Why a controller's pods were refused, and what to look at next; no command where the words tell of nothing known. */
export interface RefusedPods {
  readonly cause: Cause;
  readonly next?: string;
}

/** Explains what the API server answers to a controller that wants to make a pod; the words are those of its admission plugins. */
export function explainRefusal(message: string, namespace: string): RefusedPods {
  const [, quota] = /exceeded quota: ([^,\s]+)/.exec(message) ?? [];
  if (quota !== undefined) {
    return {
      cause: {
        text: `the quota "${quota}" of the namespace is used up`,
        fix: "raise the quota, or let other pods of the namespace use less of it",
      },
      next: `kubectl describe quota ${quota} -n ${namespace}`,
    };
  }
  const [, account] = /serviceaccount "([^"]+)" not found/.exec(message) ?? [];
  if (account !== undefined) {
    return {
      cause: {
        text: `there is no service account "${account}"`,
        fix: `kubectl create serviceaccount ${account} -n ${namespace}, or correct its name in the pod`,
      },
      next: `kubectl get serviceaccounts -n ${namespace}`,
    };
  }
  const [, failed] = /failed calling webhook "([^"]+)"/.exec(message) ?? [];
  if (failed !== undefined) {
    return {
      cause: {
        text: `the webhook "${failed}" cannot be called, and without its answer no pod is let in`,
        check: "whether the Service of the webhook is there, and its pods are ready",
        fix: "mend the webhook, or delete its configuration where what it belonged to is gone",
      },
      next: webhooks,
    };
  }
  const [, denying] = /admission webhook "([^"]+)" denied/.exec(message) ?? [];
  if (denying !== undefined) {
    return {
      cause: {
        text: `the webhook "${denying}" refuses the pod`,
        fix: "change the pod as the webhook asks, or its rules",
      },
      next: webhooks,
    };
  }
  if (/violates PodSecurity/.test(message)) {
    return {
      cause: {
        text: "the namespace's level of Pod Security refuses the pod",
        fix: "change the pod's securityContext, or the level of the namespace",
      },
      next: `kubectl get namespace ${namespace} --show-labels`,
    };
  }
  if (/(?:minimum|maximum) \S+ usage per/.test(message)) {
    return {
      cause: { text: "a LimitRange of the namespace refuses the pod", fix: "change the pod's resources" },
      next: `kubectl describe limitrange -n ${namespace}`,
    };
  }
  return { cause: { text: `its controller cannot make pods: ${message}` } };
}

const webhooks = "kubectl get validatingwebhookconfigurations,mutatingwebhookconfigurations";
