import { type Exchange, replyJson } from "../http/exchange.ts";
import { apiVersionOf, type Resource } from "../world/resource.ts";
import type { ServedCluster } from "./served-cluster.ts";
import { unknownResource } from "./status.ts";

/** Answers `/version`, `/api`, `/apis` and the lists of resources below them; false when the path is none of them. */
export async function serveDiscovery(cluster: ServedCluster, { request, reply }: Exchange): Promise<boolean> {
  const document = discoveryDocument(cluster.world.resources, request.path.replace(/\/+$/, ""));
  if (document === undefined) return false;
  await replyJson(reply, 200, document);
  return true;
}

function discoveryDocument(resources: readonly Resource[], path: string): unknown {
  const groups = [...new Set(resources.map(({ group }) => group))].filter((group) => group !== "");
  const [, group, version] = /^\/apis\/([^/]+)(?:\/([^/]+))?$/.exec(path) ?? [];
  if (path === "/version") return versionInfo;
  if (path === "/api") return { kind: "APIVersions", versions: ["v1"], serverAddressByClientCIDRs: [] };
  if (path === "/api/v1") return resourceList(resources, "", "v1");
  if (path === "/apis") {
    return { kind: "APIGroupList", apiVersion: "v1", groups: groups.map((name) => apiGroup(resources, name)) };
  }
  if (group === undefined || !groups.includes(group)) return undefined;
  if (version !== undefined) {
    const list = resourceList(resources, group, version);
    if (list === undefined) throw unknownResource();
    return list;
  }
  return { kind: "APIGroup", apiVersion: "v1", ...apiGroup(resources, group) };
}

const versionInfo = {
  major: "1",
  minor: "36",
  gitVersion: "v1.36.3",
  gitCommit: "unknown",
  gitTreeState: "clean",
  buildDate: "2026-01-01T00:00:00Z",
  goVersion: "go1.26.8",
  compiler: "gc",
  platform: "linux/amd64",
};

function apiGroup(resources: readonly Resource[], name: string): Readonly<Record<string, unknown>> {
  const names = [...new Set(resources.filter(({ group }) => group === name).map(({ version }) => version))];
  const versions = names.map((version) => ({ groupVersion: `${name}/${version}`, version }));
  return { name, versions, preferredVersion: versions[0] };
}

function resourceList(resources: readonly Resource[], group: string, version: string): unknown {
  const served = resources.filter((resource) => resource.group === group && resource.version === version);
  const [first] = served;
  if (first === undefined) return undefined;
  return {
    kind: "APIResourceList",
    apiVersion: "v1",
    groupVersion: apiVersionOf(first),
    resources: served.flatMap(entriesOf),
  };
}

function entriesOf(resource: Resource): unknown[] {
  const { plural, singular, kind, isNamespaced: namespaced, shortNames, categories } = resource;
  const entry = {
    name: plural,
    singularName: singular,
    namespaced,
    kind,
    verbs: ["create", "delete", "deletecollection", "get", "list", "patch", "update", "watch"],
    ...(shortNames.length > 0 ? { shortNames } : {}),
    ...(categories.length > 0 ? { categories } : {}),
  };
  const subresource = (name: string, more: object): unknown => ({
    name: `${plural}/${name}`,
    singularName: "",
    namespaced,
    ...more,
  });
  return [
    entry,
    ...(kind === "Pod" ? [subresource("log", { kind, verbs: ["get"] })] : []),
    ...(kind === "Node" ? [subresource("proxy", { kind: "NodeProxyOptions", verbs: ["create", "get"] })] : []),
    ...(resource.isScalable
      ? [
          subresource("scale", {
            group: "autoscaling",
            version: "v1",
            kind: "Scale",
            verbs: ["get", "patch", "update"],
          }),
        ]
      : []),
  ];
}
