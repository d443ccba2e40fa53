import type { ConnectOptions } from "../connect-options.ts";
import type { ClusterAccess } from "../kubeconfig/cluster-access.ts";

/** A client certificate with its key, PEM. */
export interface ClientCertificate {
  readonly cert: string | Buffer;
  readonly key: string | Buffer;
}

/** What a credential is made from. */
export interface CredentialSetup {
  readonly access: ClusterAccess;
  readonly options: ConnectOptions;
  /** Connections with the old certificate should take no more requests. */
  readonly onNewCertificate: () => void;
  /** Aborted when the client is closed: plugins and requests for tokens end. */
  readonly closing: AbortSignal;
}

/**
 * Who we are to the API server. Asked before each request, so it must answer from memory while what it
 * has is good.
 */
export interface Credential {
  /**
   * Value of the Authorization header; undefined when there is none.
   * @throws KtError KT_CREDENTIALS when it cannot be had.
   */
  authorization(): Promise<string | undefined>;
  /**
   * Asked for each new connection; undefined when there is none.
   * @throws KtError KT_CREDENTIALS when it cannot be had.
   */
  certificate(): Promise<ClientCertificate | undefined>;
  /**
   * After the server did not accept `refused` (a value of `authorization`): whether asking again may give
   * another answer. What was renewed by someone else meanwhile counts, too.
   */
  renew(refused: string | undefined): boolean;
}
