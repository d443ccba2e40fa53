import { getCACertificates } from "node:tls";
import type { TlsMaterial } from "./dial.ts";

/**
 * Whom to believe: the given authorities (PEM), else those that come with Node together with those of
 * the operating system, which is where companies put theirs and what kubectl uses.
 */
export function trustOf(ca: Buffer | string | undefined): TlsMaterial {
  return { ca: ca ?? [...getCACertificates("default"), ...getCACertificates("system")] };
}
