import { createSecureContext, type SecureContext, type TLSSocket } from "node:tls";
import type { TlsMaterial } from "./trust.ts";

/**
 * What one connection to a server leaves to the next: certificates that are parsed, and a session that the server goes on with,
 * which halves what a handshake takes on both sides. Certificates or names that have changed make an end of both: a
 * server is not looked at again where its session goes on.
 */
export class TlsMemory {
  #material: TlsMaterial | undefined;
  #context: SecureContext | undefined;
  #session: Buffer | undefined;

  /** For the options of another connection with these certificates. */
  optionsFor(material: TlsMaterial): { readonly secureContext: SecureContext; readonly session?: Buffer } {
    if (this.#context === undefined || !isSame(this.#material, material)) {
      this.#material = material;
      this.#context = createSecureContext(material);
      this.#session = undefined;
    }
    const secureContext = this.#context;
    return this.#session === undefined ? { secureContext } : { secureContext, session: this.#session };
  }

  /** Remembers the session of a connection that was made with {@link optionsFor}, once its server offers one. */
  learnFrom(socket: TLSSocket): void {
    const context = this.#context;
    socket.on("session", (session: Buffer) => {
      if (this.#context === context) this.#session = session;
    });
  }
}

function isSame(a: TlsMaterial | undefined, b: TlsMaterial): boolean {
  return (["ca", "cert", "key", "rejectUnauthorized", "servername"] as const).every((name) =>
    isEqual(a?.[name], b[name]),
  );
}

/** PEM is text, bytes, or a list of either. */
function isEqual(a: unknown, b: unknown): boolean {
  if (Array.isArray(a) && Array.isArray(b)) return a.length === b.length && a.every((one, at) => isEqual(one, b[at]));
  return a instanceof Buffer && b instanceof Buffer ? a.equals(b) : a === b;
}
