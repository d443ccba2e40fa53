import type { KtError } from "../../errors/kt-error.ts";
import { isLate } from "../look.ts";

/**
 * What is wrong between the API server and a kubelet, by the API server's words (Go's net, crypto/tls and crypto/x509;
 * apimachinery v0.36 pkg/util/proxy; asked of a real 1.36.3 where that was possible).
 */
export type KubeletFault =
  /** Nothing listens at its port. */
  | "refused"
  /** Nothing answers. */
  | "silent"
  /** Its certificate has expired, or is not valid yet. */
  | "certificate-expired"
  /** Its certificate is signed by an authority that the API server does not know. */
  | "certificate-untrusted"
  /** Its certificate is for other names. */
  | "certificate-name"
  /** It has no certificate to show. */
  | "certificate-absent"
  /** It does not accept who the API server says it is, or what that may do. */
  | "refuses-server"
  /** The tunnel to the node is not there. */
  | "tunnel"
  /** The API server cannot look up the node's name. */
  | "name"
  | "other";

/** What the error of a request through a kubelet says about the way to it; undefined for other errors. */
export function kubeletFaultOf(error: KtError): KubeletFault | undefined {
  const { message } = error;
  if (isLate(error) || /no answer within/.test(message)) return "silent";
  for (const [pattern, fault] of words) if (pattern.test(message)) return fault;
  return error.code === "KT_KUBELET_UNREACHABLE" ? "other" : undefined;
}

const words: readonly (readonly [RegExp, KubeletFault])[] = [
  [/connection refused/, "refused"],
  [/x509: certificate has expired or is not yet valid/, "certificate-expired"],
  [/x509: certificate signed by unknown authority/, "certificate-untrusted"],
  [
    /x509: (?:certificate is (?:valid for|not valid for any names)|cannot validate certificate for)/,
    "certificate-name",
  ],
  [/remote error: tls: internal error/, "certificate-absent"],
  [
    /remote error: tls: (?:bad certificate|unknown certificate|certificate required|expired certificate|revoked certificate)/,
    "refuses-server",
  ],
  [/Forbidden \(user=|the server has asked for the client to provide credentials/, "refuses-server"],
  [/No agent available|error dialing (?:proxy|konnectivity)|konnectivity|tunnel/i, "tunnel"],
  [/dial tcp: lookup |no such host/, "name"],
  [/i\/o timeout|TLS handshake timeout|context deadline exceeded|no route to host|network is unreachable/, "silent"],
];
