import type { KubeClient } from "../../kube/client.ts";
import type { Pod } from "../../kube/objects.ts";
import { look } from "../look.ts";
import { reviewRights } from "../rights/access-review.ts";
import { referencedSecrets, secretLookingValues } from "./secret-references.ts";

/** What is known of the secrets of some pods. */
export interface KnownSecrets {
  /** What must be masked wherever it stands. */
  readonly values: readonly string[];
  /** How many Secrets the pods refer to, and how many of them were read. */
  readonly referenced: number;
  readonly read: number;
}

/** How Secrets are looked at. */
export interface SecretLooking {
  readonly client: KubeClient;
  /** False: no Secret is read, whatever is allowed. */
  readonly mayRead: boolean;
  readonly limitMs: number;
  readonly signal: AbortSignal;
}

/**
 * The values of the Secrets that pods refer to, and of their own variables that are named like secrets. Each Secret is asked for by
 * its name, and only after a review has said that it may be: what is denied is what those who watch over Secrets are alarmed by.
 */
export async function knownSecretsOf(pods: readonly Pod[], looking: SecretLooking): Promise<KnownSecrets> {
  const { client, mayRead, limitMs, signal } = looking;
  const names = new Map<string, { readonly namespace: string; readonly name: string }>();
  for (const pod of pods) {
    const { namespace = "" } = pod.metadata;
    for (const name of referencedSecrets(pod)) names.set(`${namespace}/${name}`, { namespace, name });
  }
  const values = pods.flatMap(secretLookingValues);
  const own = new Set(pods.flatMap(ownNames));
  const wanted = mayRead ? [...names.values()].slice(0, mostSecrets) : [];
  const rights = wanted.map((place) => ({ verb: "get", resource: "secrets", ...place }) as const);
  const reviews = await reviewRights(client, rights, limitMs, signal);
  const allowed = reviews.filter(({ answer }) => answer === "allowed").map(({ right }) => right);
  const looks = await Promise.all(
    allowed.map(({ namespace = "", name = "" }) => {
      const path = `/api/v1/namespaces/${encodeURIComponent(namespace)}/secrets/${encodeURIComponent(name)}`;
      return look("the secret", limitMs, signal, (within) =>
        client.get<{ readonly data?: Readonly<Record<string, string>> }>(path, { signal: within }),
      );
    }),
  );
  const seen = looks.flatMap((one) => (one.isSeen ? [one.value] : []));
  const ofSecrets = seen.flatMap(({ data = {} }) =>
    Object.values(data).flatMap((value) => Buffer.from(value, "base64").toString("utf8")),
  );
  return {
    values: [...values, ...ofSecrets].flatMap(formsOf).filter((value) => isTelling(value) && !own.has(value)),
    referenced: names.size,
    read: seen.length,
  };
}

const mostSecrets = 100;

/** A secret as it may stand in a log: as it is, part by part, and encoded. */
function formsOf(secret: string): readonly string[] {
  const parts = [secret, secret.trim(), ...secret.split(/\r?\n/).map((line) => line.trim())];
  parts.push(...textsOfJson(secret));
  const password = /^[a-z][a-z0-9+.-]*:\/\/[^\s:@/]*:([^\s]+)@/i.exec(secret.trim())?.[1];
  if (password !== undefined) parts.push(password);
  return parts
    .filter(isTelling)
    .flatMap((part) => [
      part,
      JSON.stringify(part).slice(1, -1),
      encodeURIComponent(part),
      Buffer.from(part).toString("base64").replace(/=+$/, ""),
    ]);
}

/** The texts in a JSON document such as `.dockerconfigjson`. */
function textsOfJson(text: string): readonly string[] {
  if (!/^\s*[{[]/.test(text)) return [];
  try {
    const texts: string[] = [];
    JSON.parse(text, (_, value: unknown) => {
      if (typeof value === "string") texts.push(value);
      return value;
    });
    return texts;
  } catch {
    return [];
  }
}

/** Shorter values, plain words of settings and small numbers stand everywhere in a log and give nothing away. */
function isTelling(value: string): boolean {
  return (
    value.length >= 6 &&
    !/^(?:\d{1,7}|true|false|default|production|development|staging|localhost|-----.*-----)$/i.test(value)
  );
}

/** A Secret may hold what the pod is called anyhow. */
function ownNames({ metadata, spec }: Pod): readonly string[] {
  const names = [...spec.containers, ...(spec.initContainers ?? [])].flatMap(({ name, image = "" }) => [name, image]);
  return [metadata.name, metadata.namespace ?? "", ...Object.values(metadata.labels ?? {}), ...names];
}
