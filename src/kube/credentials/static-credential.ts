import type { Credential } from "./credential.ts";

/** A token or a password that never changes. */
export function staticCredential(authorization: string | undefined): Credential {
  return {
    authorization: async () => authorization,
    certificate: async () => undefined,
    renew: () => false,
  };
}

/** Basic authentication (an API server of today knows it only behind a proxy that does). */
export function basicCredential(username: string, password: string): Credential {
  return staticCredential(`Basic ${Buffer.from(`${username}:${password}`).toString("base64")}`);
}
