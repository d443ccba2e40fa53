import type { KtErrorCode } from "../../errors/exit-code.ts";
import { KtError } from "../../errors/kt-error.ts";
import { describeObject, parseApiPath, type ApiPath } from "../api-path.ts";
import { asRecord, asText } from "../json-value.ts";
import type { Explanation, Verb } from "./explanation.ts";
import { explainForbidden, type Impersonated } from "./forbidden.ts";
import { explainPodLog } from "./pod-log-error.ts";

/** An answer that is an error, with what a caller may want to branch on. */
export class StatusError extends KtError {
  /** HTTP status. */
  readonly status: number;
  /** The Status object's reason, such as `NotFound` or `Expired`; empty when the body was none. */
  readonly reason: string;

  constructor(
    code: KtErrorCode,
    message: string,
    options: { hint?: string | undefined; status: number; reason: string },
  ) {
    super(code, message, { hint: options.hint });
    this.status = options.status;
    this.reason = options.reason;
  }
}

/** What was asked and what came. */
export interface ErrorAnswer {
  readonly verb: Verb;
  readonly path: string;
  readonly status: number;
  readonly body: string;
  /** Goes into the commands of hints: empty, or ` --context=NAME`. */
  readonly contextFlag: string;
  /** Whom the user acts as; absent: nobody else. */
  readonly actsAs?: Impersonated | undefined;
}

/** Turns an error of the API server into one that says what failed, on which object, why, and what to do. */
export function statusError(answer: ErrorAnswer): StatusError {
  const body = parseStatus(answer.body);
  const path = parseApiPath(answer.path);
  const { code, message, hint } = explain(answer, path, body);
  return new StatusError(code, message, { hint, status: answer.status, reason: body.reason });
}

/** A Status object's content, or what stands for it in a body that is plain text. */
export interface StatusBody {
  readonly reason: string;
  readonly message: string;
}

function parseStatus(text: string): StatusBody {
  try {
    const status = asRecord(JSON.parse(text));
    if (status?.["kind"] === "Status") {
      return { reason: asText(status["reason"]) ?? "", message: asText(status["message"]) ?? "" };
    }
  } catch {
    // Not JSON: a kubelet's or a proxy's own words.
  }
  const plain = /<html|<!doctype/i.test(text) ? "" : text.replace(/\s+/g, " ").trim();
  return { reason: "", message: plain.slice(0, 500) };
}

function explain(answer: ErrorAnswer, path: ApiPath, body: StatusBody): Explanation {
  const { contextFlag, actsAs } = answer;
  const what = `cannot ${answer.verb} ${describeObject(path, answer.path)}`;
  const why = body.message === "" ? `the server answered ${answer.status}` : body.message;
  const because = `${what}: ${why}`;
  const refusal = explainKubeletRefusal(what, body, path, contextFlag);
  if (refusal !== undefined) return refusal;
  switch (answer.status) {
    case 400:
      return (
        explainSelector(what, body.message) ??
        explainScheme(because, body.message) ??
        explainOther(answer, path, body.message, because)
      );
    case 401:
      return {
        code: "KT_UNAUTHORIZED",
        message: `${what}: the API server does not accept the credentials (401 ${why})`,
        hint: `kubectl auth whoami${contextFlag}    (then log in again, or choose another --context or --user)`,
      };
    case 403:
      return explainForbidden(answer.verb, path, { what, message: body.message, contextFlag, actsAs });
    case 404:
      return (
        explainUnaware(what, body, path, contextFlag) ?? {
          code: "KT_NOT_FOUND",
          message: because,
          hint: notFoundHint(path, contextFlag),
        }
      );
    case 429:
      return { code: "KT_BUSY", message: `${what}: the API server is too busy (429 ${why})`, hint: "try again later" };
    case 503:
    case 504:
    case 500:
    case 502:
      return explainKubelet(what, body, path, contextFlag) ?? serverFault(answer.status, because, contextFlag);
    default:
      return explainOther(answer, path, body.message, because);
  }
}

/** An `http://` where only TLS is spoken (Go's `net/http/server.go` writes this). */
function explainScheme(because: string, message: string): Explanation | undefined {
  if (!message.includes("HTTP request to an HTTPS server")) return undefined;
  return {
    code: "KT_API",
    message: because,
    hint: "the address of the API server begins with https:// there; kubectl config view --minify    (its server, or --server)",
  };
}

function explainOther(answer: ErrorAnswer, path: ApiPath, message: string, because: string): Explanation {
  return explainPodLog(answer, path, message) ?? { code: "KT_API", message: `${because} (${answer.status})` };
}

/** A label or field selector that the API server cannot read (kubernetes v1.36.3 apimachinery pkg/labels, pkg/fields). */
function explainSelector(what: string, message: string): Explanation | undefined {
  if (/unable to parse requirement|found '[^']*',? expected/.test(message)) {
    const hint = "examples: -l app=web, -l 'app in (api,web)', -l 'tier!=back', -l '!canary'";
    return { code: "KT_USAGE", message: `${what}: the label selector cannot be read: ${message}`, hint };
  }
  if (/field label not supported|field selector/i.test(message)) {
    const hint = "examples: --field-selector status.phase=Running, --field-selector spec.nodeName=node-1";
    return { code: "KT_USAGE", message: `${what}: the field selector cannot be read: ${message}`, hint };
  }
  return undefined;
}

function notFoundHint(path: ApiPath, contextFlag: string): string | undefined {
  if (path.resource === undefined) return undefined;
  if (path.name === undefined) return `kubectl api-resources${contextFlag}`;
  const where = path.namespace === undefined ? "" : ` -n ${path.namespace}`;
  return `kubectl get ${rbacType(path)}${where}${contextFlag}`;
}

function rbacType(path: ApiPath): string {
  return `${path.resource ?? ""}${path.group === "" ? "" : `.${path.group}`}`;
}

/** The API server's words when it cannot reach the kubelet that has the log. */
function explainKubelet(what: string, body: StatusBody, path: ApiPath, contextFlag: string): Explanation | undefined {
  const isDialling =
    /dial tcp|error dialing backend|error trying to reach service|No agent available|context deadline exceeded|tls: |x509: |proxy error/i;
  const isThroughKubelet = path.subresource === "log" || path.subresource === "proxy";
  if (!isThroughKubelet || !isDialling.test(body.message)) return undefined;
  const node = path.resource === "nodes" ? path.name : undefined;
  const reason = body.message.replace(/^Get "[^"]*": /, "");
  return {
    code: "KT_KUBELET_UNREACHABLE",
    message: `${what}: the API server cannot reach the kubelet of ${node === undefined ? "the pod's node" : `node "${node}"`} (${reason})`,
    hint:
      node === undefined
        ? `kubectl get pod ${path.name} -n ${path.namespace} -o wide${contextFlag}    (then kubectl describe node NODE)`
        : `kubectl describe node ${node}${contextFlag}`,
  };
}

/**
 * A kubelet that refuses the API server itself, whose answer comes through as if it were about us (apimachinery v0.36
 * pkg/api/errors NewGenericServerResponse).
 */
function explainKubeletRefusal(
  what: string,
  { message }: StatusBody,
  path: ApiPath,
  contextFlag: string,
): Explanation | undefined {
  const isThroughKubelet = path.subresource === "log" || path.subresource === "proxy";
  const isRefusal = /^Forbidden \(user=|^the server has asked for the client to provide credentials \(/.test(message);
  if (!isThroughKubelet || !isRefusal) return undefined;
  return {
    code: "KT_KUBELET_UNREACHABLE",
    message: `${what}: the kubelet refuses the API server, which is no matter of your rights (${message})`,
    hint: `kubectl get clusterrolebinding -o wide${contextFlag}    (is system:kubelet-api-admin bound to the API server's user?)`,
  };
}

/**
 * A kubelet that does not know the pod, whose answer comes through without its reason (kubernetes v1.36.3 pkg/kubelet/server
 * getContainerLogs): it has not looked at its pods yet.
 */
function explainUnaware(
  what: string,
  { message }: StatusBody,
  path: ApiPath,
  contextFlag: string,
): Explanation | undefined {
  if (path.subresource !== "log" || !message.startsWith("the server could not find the requested resource ("))
    return undefined;
  return {
    code: "KT_KUBELET_UNAWARE",
    message: `${what}: the kubelet of the pod's node does not know the pod; it was started a moment ago, or the pod was just deleted`,
    hint: `kubectl kt diagnose ${path.name} -n ${path.namespace}${contextFlag}`,
  };
}

function serverFault(status: number, because: string, contextFlag: string): Explanation {
  const hint = `kubectl get --raw '/readyz?verbose'${contextFlag}`;
  return { code: status === 503 ? "KT_BUSY" : "KT_API", message: `${because} (${status})`, hint };
}
