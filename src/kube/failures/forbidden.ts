import { shellWord } from "../../text/shell-word.ts";
import { rbacResource, type ApiPath } from "../api-path.ts";
import type { Explanation, Verb } from "./explanation.ts";

/** Says which right is missing, and the role that would grant it. */
export function explainForbidden(verb: Verb, path: ApiPath, answer: RefusedAnswer): Explanation {
  const refusal = readRefusal(answer.message);
  if (refusal?.verb.startsWith("impersonate") === true) return explainImpersonation(refusal, answer);
  const resource = refusal?.resource ?? rbacResource(path);
  const missing = refusal?.verb ?? verb;
  const user = refusal?.user === undefined ? "the user" : `user "${refusal.user}"`;
  const where = path.namespace === undefined ? "in the whole cluster" : `in namespace "${path.namespace}"`;
  if (path.resource === undefined && refusal === undefined) {
    return { code: "KT_FORBIDDEN", message: `${answer.what}: ${answer.message || "forbidden (403)"}` };
  }
  // Who has the right in some namespaces only, as most have it, needs no more than to name them.
  const isOfAllPods = resource === "pods" && missing === "list" && path.namespace === undefined;
  const narrower = isOfAllPods ? "    (or name the namespaces in which you may: -n NAME)" : "";
  const commands = grant(missing, resource, path, refusal?.user, answer.contextFlag);
  return {
    code: "KT_FORBIDDEN",
    message: `${answer.what}: ${user} has no right to ${missing} ${resource} ${where} (403)`,
    hint: `someone with more rights can run: ${commands}${narrower}`,
  };
}

/** An answer 403, and what of the request it does not repeat. */
export interface RefusedAnswer {
  readonly what: string;
  readonly message: string;
  /** As in {@link ErrorAnswer}. */
  readonly contextFlag: string;
  readonly actsAs?: Impersonated | undefined;
}

/** Whom a user acts as. */
export interface Impersonated {
  readonly user: string;
  readonly groups: readonly string[];
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

/**
 * The right to act as another is missing, whatever the request was about. Servers from Kubernetes 1.36 on first look for rights that are
 * narrower (`impersonate-on:user-info:list` on what is asked for), and name these where there is no other; to those who may act as some,
 * and to all on older servers, they name what is missing: `groups "devs" is forbidden: User "u" cannot impersonate resource "groups"`.
 */
function explainImpersonation(
  { user, verb, resource }: Refusal,
  { what, message, contextFlag, actsAs }: RefusedAnswer,
): Explanation {
  const [, named] = verb === "impersonate" ? (/^\S+ "([^"]*)" is forbidden/.exec(message) ?? []) : [];
  const isAnswered = named !== undefined;
  const account = /^system:serviceaccount:([^:]+):(.+)$/.exec(isAnswered ? "" : (actsAs?.user ?? ""));
  const text = isAnswered ? ` (${resource} "${named}")` : "";
  const problem = `${what}: user "${user}" has no right to act as "${actsAs?.user ?? "another"}"${text} (403)`;
  if (isAnswered && !/^(?:users|groups|serviceaccounts)$/.test(resource)) {
    const role = `a ClusterRole with the verb impersonate on ${resource} bound to ${user}`;
    return { code: "KT_FORBIDDEN", message: problem, hint: `leave --as-uid and --as-user-extra out, or have ${role}` };
  }
  const groups = actsAs?.groups ?? [];
  const wanted = isAnswered
    ? { resource, names: [named] }
    : account !== null
      ? { resource: "serviceaccounts", names: [account[2] ?? ""] }
      : { resource: groups.length === 0 ? "users" : "users,groups", names: [actsAs?.user ?? "USER", ...groups] };
  const [, ofAccount] = /in the namespace "([^"]+)"/.exec(isAnswered ? message : "") ?? [];
  const namespace = account?.[1] ?? (resource === "serviceaccounts" ? ofAccount : undefined);
  const kind = namespace === undefined ? "clusterrole" : "role";
  const name = `kubectl-kt-act-as${nameSuffix(wanted.names[0])}${nameSuffix(user)}`;
  const where = namespace === undefined ? "" : ` -n ${namespace}`;
  const names = wanted.names.map((one) => ` --resource-name=${shellWord(one)}`).join("");
  const commands = [
    `kubectl create ${kind} ${name} --verb=impersonate --resource=${wanted.resource}${names}${where}${contextFlag}`,
    `kubectl create ${kind}binding ${name} --${kind}=${name} ${subject(user)}${where}${contextFlag}`,
  ];
  return { code: "KT_FORBIDDEN", message: problem, hint: `someone with more rights can run: ${commands.join(" && ")}` };
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
