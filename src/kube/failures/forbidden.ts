import { shellWord } from "../../text/shell-word.ts";
import { rbacResource, type ApiPath } from "../api-path.ts";
import type { Explanation, Verb } from "./explanation.ts";

/** Says which right is missing, and the role that would grant it. */
export function explainForbidden(
  verb: Verb,
  path: ApiPath,
  answer: { readonly what: string; readonly message: string; readonly contextFlag: string },
): Explanation {
  const refusal = readRefusal(answer.message);
  const resource = refusal?.resource ?? rbacResource(path);
  const missing = refusal?.verb ?? verb;
  const user = refusal?.user === undefined ? "the user" : `user "${refusal.user}"`;
  const where = path.namespace === undefined ? "in the whole cluster" : `in namespace "${path.namespace}"`;
  if (path.resource === undefined && refusal === undefined) {
    return { code: "KT_FORBIDDEN", message: `${answer.what}: ${answer.message || "forbidden (403)"}` };
  }
  return {
    code: "KT_FORBIDDEN",
    message: `${answer.what}: ${user} has no right to ${missing} ${resource} ${where} (403)`,
    hint: `someone with more rights can run: ${grant(missing, resource, path, refusal?.user, answer.contextFlag)}`,
  };
}

interface Refusal {
  readonly user: string;
  readonly verb: string;
  readonly resource: string;
}

/** `pods is forbidden: User "u" cannot list resource "pods" in API group "" in the namespace "n"`. */
function readRefusal(message: string): Refusal | undefined {
  const found = /User "([^"]*)" cannot (\S+) resource "([^"]*)"(?: in API group "([^"]*)")?/.exec(message);
  if (found === null) return undefined;
  const [, user = "", verb = "", resource = "", group = ""] = found;
  const [plural = "", subresource] = resource.split("/");
  return {
    user,
    verb,
    resource: `${plural}${group === "" ? "" : `.${group}`}${subresource === undefined ? "" : `/${subresource}`}`,
  };
}

/** The commands that grant it. Where pods and their logs are concerned, all that following them takes. */
function grant(verb: string, resource: string, path: ApiPath, user: string | undefined, contextFlag: string): string {
  const isPods = /^pods(\/log)?$/.test(resource);
  const verbs = isPods || verb === "list" || verb === "watch" ? "get,list,watch" : verb;
  const resources = isPods ? "pods,pods/log" : resource;
  const isCluster = path.namespace === undefined;
  const kind = isCluster ? "clusterrole" : "role";
  const right = isPods ? "logs" : `${verbs === "get" ? "get" : "read"}-${resource.replace(/[^a-z0-9]+/g, "-")}`;
  const name = `kubectl-kt-${right}${nameSuffix(user)}`;
  const where = isCluster ? "" : ` -n ${path.namespace}`;
  return [
    `kubectl create ${kind} ${name} --verb=${verbs} --resource=${resources}${where}${contextFlag}`,
    `kubectl create ${kind}binding ${name} --${kind}=${name} ${subject(user)}${where}${contextFlag}`,
  ].join(" && ");
}

/** A name of its own for each user: `create` fails where there is one already, and so the hint would help the first user only. */
function nameSuffix(user: string | undefined): string {
  if (user === undefined) return "";
  // The names of roles take all that can be a segment of a path; the rest is for shells.
  return `-${user.replace(/^system:serviceaccount:/, "").replace(/[^\w.:@-]+/g, "-")}`;
}

function subject(user: string | undefined): string {
  const account = /^system:serviceaccount:([^:]+):(.+)$/.exec(user ?? "");
  return account === null ? `--user=${shellWord(user ?? "USER")}` : `--serviceaccount=${account[1]}:${account[2]}`;
}
