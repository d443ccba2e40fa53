import { readFile } from "node:fs/promises";
import { delimiter, dirname, join, resolve } from "node:path";
import {
  newClusters,
  newContexts,
  newUsers,
  type Cluster,
  type Context,
  type User,
} from "@kubernetes/client-node/dist/config_types.js";
import { KtError } from "../../errors/kt-error.ts";
import { shellWord } from "../../text/shell-word.ts";
import { parseYamlDocuments, YamlError } from "../../text/yaml.ts";
import type { Environment } from "../environment.ts";
import { homeFolder } from "../home-folder.ts";
import type { Kubeconfig, KubeconfigCluster, KubeconfigUser } from "./kubeconfig.ts";
import { asRecord, asText, asTexts, type JsonRecord } from "../json-value.ts";

/**
 * Reads the kubeconfig as kubectl does: the file that is named, else those of KUBECONFIG (missing ones
 * are skipped), else `~/.kube/config`. Rules of k8s.io/client-go v0.36 tools/clientcmd/loader.go.
 *
 * @throws KtError KT_KUBECONFIG when a file cannot be read or understood.
 */
export async function loadKubeconfig(named: string | undefined, env: Environment): Promise<Kubeconfig> {
  const files = filesToRead(named, env);
  const parts = await Promise.all(files.map((file) => readPart(file, named !== undefined && named !== "")));
  const contexts = new Map<string, Context>();
  const clusters = new Map<string, KubeconfigCluster>();
  const users = new Map<string, KubeconfigUser>();
  let currentContext: string | undefined;
  for (const part of parts) {
    currentContext ??= part.currentContext;
    for (const context of part.contexts) if (!contexts.has(context.name)) contexts.set(context.name, context);
    for (const cluster of part.clusters) if (!clusters.has(cluster.name)) clusters.set(cluster.name, cluster);
    for (const user of part.users) if (!users.has(user.name)) users.set(user.name, user);
  }
  return { currentContext, contexts, clusters, users, files };
}

function filesToRead(named: string | undefined, env: Environment): readonly string[] {
  if (named !== undefined && named !== "") return [resolve(named)];
  const listed = env["KUBECONFIG"]?.split(delimiter).filter((file) => file !== "") ?? [];
  if (listed.length > 0) return [...new Set(listed)].map((file) => resolve(file));
  return [join(homeFolder(env), ".kube", "config")];
}

interface KubeconfigPart {
  readonly currentContext: string | undefined;
  readonly contexts: readonly Context[];
  readonly clusters: readonly KubeconfigCluster[];
  readonly users: readonly KubeconfigUser[];
}

const emptyPart: KubeconfigPart = { currentContext: undefined, contexts: [], clusters: [], users: [] };

async function readPart(file: string, isNamed: boolean): Promise<KubeconfigPart> {
  let text: string;
  try {
    text = await readFile(file, "utf8");
  } catch (cause) {
    const isMissing = cause instanceof Error && "code" in cause && cause.code === "ENOENT";
    if (isMissing && !isNamed) return emptyPart;
    const why = isMissing ? "there is no such file" : reasonOf(cause);
    throw new KtError("KT_KUBECONFIG", `cannot read the kubeconfig ${file}: ${why}`, {
      hint: `ls -l ${shellWord(file)}    (--kubeconfig and KUBECONFIG name others)`,
      cause,
    });
  }
  return parsePart(text, file);
}

function parsePart(text: string, file: string): KubeconfigPart {
  let document: unknown;
  try {
    // An empty file is an empty kubeconfig; of several documents kubectl reads the first.
    document = parseYamlDocuments(text)[0] ?? {};
  } catch (error) {
    throw new KtError("KT_KUBECONFIG", `the kubeconfig ${file} is not YAML${positionOf(error)}`, {
      hint: "kubectl config view",
    });
  }
  const config = asRecord(document);
  if (config === undefined) {
    throw new KtError("KT_KUBECONFIG", `the kubeconfig ${file} does not hold a Config`, {
      hint: "kubectl config view",
    });
  }
  const filter = { onInvalidEntry: "filter" } as const;
  const clusterBodies = bodiesByName(config["clusters"], "cluster");
  const userBodies = bodiesByName(config["users"], "user");
  const folder = dirname(file);
  return {
    currentContext: asText(config["current-context"]),
    contexts: newContexts(config["contexts"], filter),
    clusters: newClusters(config["clusters"], filter).map((entry) =>
      completeCluster(entry, clusterBodies.get(entry.name) ?? {}, folder),
    ),
    users: newUsers(config["users"], filter).map((entry) =>
      completeUser(entry, userBodies.get(entry.name) ?? {}, file),
    ),
  };
}

function positionOf(error: unknown): string {
  if (!(error instanceof YamlError) || error.line === undefined || error.column === undefined) return "";
  return ` (line ${error.line}, column ${error.column})`;
}

function completeCluster(entry: Cluster, body: JsonRecord, folder: string): KubeconfigCluster {
  const extensions = Array.isArray(body["extensions"]) ? body["extensions"].map(asRecord) : [];
  const forExec = extensions.find((extension) => extension?.["name"] === "client.authentication.k8s.io/exec");
  return {
    ...entry,
    ...absolute("caFile", entry.caFile, folder),
    disableCompression: body["disable-compression"] === true,
    execExtension: forExec?.["extension"],
  };
}

function completeUser(entry: User, body: JsonRecord, file: string): KubeconfigUser {
  const folder = dirname(file);
  return {
    ...entry,
    ...absolute("certFile", entry.certFile, folder),
    ...absolute("keyFile", entry.keyFile, folder),
    ...absolute("tokenFile", asText(body["tokenFile"]), folder),
    impersonateUid: asText(body["as-uid"]),
    impersonateGroups: asTexts(body["as-groups"]),
    impersonateExtra: textLists(body["as-user-extra"]),
    file,
  };
}

function absolute<K extends string>(key: K, path: string | undefined, folder: string): { [P in K]?: string } {
  return path ? ({ [key]: resolve(folder, path) } as { [P in K]?: string }) : {};
}

function bodiesByName(entries: unknown, key: string): Map<string, JsonRecord> {
  const bodies = new Map<string, JsonRecord>();
  for (const entry of Array.isArray(entries) ? entries : []) {
    const record = asRecord(entry);
    const name = asText(record?.["name"]);
    const body = asRecord(record?.[key]);
    if (name !== undefined && body !== undefined && !bodies.has(name)) bodies.set(name, body);
  }
  return bodies;
}

function textLists(value: unknown): Readonly<Record<string, readonly string[]>> | undefined {
  const record = asRecord(value);
  if (record === undefined) return undefined;
  return Object.fromEntries(Object.entries(record).map(([key, list]) => [key, asTexts(list) ?? []]));
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
