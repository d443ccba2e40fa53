import { getCACertificates, type ConnectionOptions } from "node:tls";

/** Certificates and names for TLS. */
export type TlsMaterial = Pick<ConnectionOptions, "ca" | "cert" | "key" | "servername" | "rejectUnauthorized">;

/**
 * Whom to believe: the given authorities (PEM), else those that come with Node together with those of
 * the operating system, which is where companies put theirs and what kubectl uses.
 */
export function trustOf(ca: Buffer | string | undefined): TlsMaterial {
  return { ca: ca ?? [...getCACertificates("default"), ...getCACertificates("system")] };
}
