import { KtError } from "../../errors/kt-error.ts";
import { asRecord, asText } from "../json-value.ts";
import { DialTimeoutError, ProxyError } from "../transport/dial-errors.ts";
import { NotHttpError } from "../transport/exchange.ts";

/** Where a request was going. */
export interface Destination {
  readonly server: URL;
  /** Name of the context; empty for none. */
  readonly context: string;
  /** Goes into the commands of hints: empty, or ` --context=NAME` where the user chose one. */
  readonly contextFlag: string;
}

/** Turns what broke a connection, or kept it from coming about, into an error that says why. */
export function networkError(cause: unknown, to: Destination): KtError {
  if (cause instanceof KtError) return cause;
  const root = rootOf(cause);
  const code = codeOf(root);
  const server = `the API server ${to.server.origin}${to.context === "" ? "" : ` of context "${to.context}"`}`;
  const proxy = proxyOf(cause);
  const through = proxy === undefined ? "" : `the proxy ${proxy}: `;
  const proxyHint = proxy === undefined ? undefined : "check proxy-url in the kubeconfig, and HTTPS_PROXY and NO_PROXY";
  const tls = explainTls(code, root, to);
  if (tls !== undefined) {
    const hint = proxyHint ?? tls.hint;
    return new KtError("KT_TLS", `no trusted connection to ${server}: ${through}${tls.why}`, { hint, cause });
  }
  const { why, hint } = explainReach(code, root, to);
  return new KtError("KT_UNREACHABLE", `cannot reach ${server}: ${through}${why}`, { hint: proxyHint ?? hint, cause });
}

interface Why {
  readonly why: string;
  readonly hint: string;
}

function explainTls(code: string, error: Error, { contextFlag }: Destination): Why | undefined {
  const config = `kubectl config view --minify${contextFlag}`;
  switch (code) {
    case "UNABLE_TO_VERIFY_LEAF_SIGNATURE":
    case "UNABLE_TO_GET_ISSUER_CERT":
    case "UNABLE_TO_GET_ISSUER_CERT_LOCALLY":
    case "SELF_SIGNED_CERT_IN_CHAIN":
    case "DEPTH_ZERO_SELF_SIGNED_CERT":
    case "CERT_SIGNATURE_FAILURE":
      return {
        why: `its certificate is signed by an authority that is not trusted here (${code})`,
        hint: `${config}    (is certificate-authority that of this cluster? --certificate-authority=FILE gives another)`,
      };
    case "CERT_HAS_EXPIRED":
      return {
        why: "its certificate has expired",
        hint: "kubeadm certs check-expiration    (on the control plane; and check this machine's clock)",
      };
    case "CERT_NOT_YET_VALID":
      return { why: "its certificate is not valid yet", hint: "date    (is this machine's clock right?)" };
    case "ERR_TLS_CERT_ALTNAME_INVALID":
      return {
        why: `its certificate is for other names: ${namesOf(error)}`,
        hint: "--tls-server-name=NAME, one of those names, or the server's address under one of them",
      };
  }
  if (/wrong version number|packet length too long|http request/i.test(error.message)) {
    return { why: "what answers there does not speak TLS", hint: `${config}    (should the server be http://?)` };
  }
  if (
    /alert (handshake failure|bad certificate|unknown ca|certificate (required|expired|unknown|revoked))|ALERT_(BAD_CERTIFICATE|UNKNOWN_CA|CERTIFICATE)/i.test(
      `${error.message} ${code}`,
    )
  ) {
    return {
      why: `it does not accept our client certificate, or wants one (${wordsOf(error)})`,
      hint: `${config}    (is the client certificate still valid?)`,
    };
  }
  if (/KEY_VALUES_MISMATCH|key values mismatch/.test(`${code} ${error.message}`)) {
    return { why: "our client certificate and key do not belong together", hint: config };
  }
  if (/PEM|ASN1|asn1/.test(code)) {
    return { why: `a certificate or key of the kubeconfig cannot be read as PEM (${wordsOf(error)})`, hint: config };
  }
  if (code.startsWith("ERR_SSL_") || code.startsWith("ERR_OSSL_")) return { why: wordsOf(error), hint: config };
  return undefined;
}

function explainReach(code: string, error: Error, to: Destination): Why {
  const host = to.server.hostname;
  const cluster = `kubectl cluster-info${to.contextFlag}`;
  if (error instanceof DialTimeoutError)
    return { why: error.message, hint: `${cluster}    (is a VPN or a firewall in between?)` };
  if (error instanceof NotHttpError)
    return { why: error.message, hint: `kubectl config view --minify${to.contextFlag}` };
  switch (code) {
    case "ENOTFOUND":
      return { why: `the name ${host} is not known`, hint: `nslookup ${host}    (is a VPN missing?)` };
    case "EAI_AGAIN":
      return {
        why: `the name ${host} could not be looked up: the name server does not answer`,
        hint: `nslookup ${host}`,
      };
    case "ECONNREFUSED":
      return {
        why: "nothing listens there (connection refused)",
        hint: `${cluster}    (is the cluster running, is the port right?)`,
      };
    case "EHOSTUNREACH":
    case "ENETUNREACH":
      return { why: "there is no route to it", hint: `${cluster}    (is a VPN missing?)` };
    case "ETIMEDOUT":
      return { why: "it does not answer", hint: `${cluster}    (is a VPN or a firewall in between?)` };
    case "ECONNRESET":
    case "EPIPE":
      return { why: "the connection was reset", hint: cluster };
    default:
      return { why: wordsOf(error), hint: cluster };
  }
}

/** The proxy that it failed at; undefined when it did not. */
function proxyOf(error: unknown): string | undefined {
  for (let inner = error; inner instanceof Error; inner = inner.cause) {
    if (inner instanceof ProxyError) return inner.proxy;
  }
  return undefined;
}

/** The innermost cause: the outer ones only say where it was caught. */
function rootOf(error: unknown): Error {
  let root = error instanceof Error ? error : new Error(String(error));
  while (root.cause instanceof Error) root = root.cause;
  // Several addresses were tried; all failed, mostly in the same way.
  if (root instanceof AggregateError && root.errors[0] instanceof Error) return root.errors[0];
  return root;
}

function codeOf(error: Error): string {
  return "code" in error && typeof error.code === "string" ? error.code : "";
}

function namesOf(error: Error): string {
  const names = "cert" in error ? asText(asRecord(error.cert)?.["subjectaltname"]) : undefined;
  return names ?? error.message;
}

function wordsOf(error: Error): string {
  return /^(?:[0-9A-F]+:)?error:[^:]*:[^:]*:[^:]*:([^:]*)/i.exec(error.message)?.[1] ?? error.message;
}
