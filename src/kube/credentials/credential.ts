/** A client certificate with its key, PEM. */
export interface ClientCertificate {
  readonly cert: string | Buffer;
  readonly key: string | Buffer;
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
  authorization(signal: AbortSignal): Promise<string | undefined>;
  /**
   * Asked for each new connection; undefined when there is none.
   * @throws KtError KT_CREDENTIALS when it cannot be had.
   */
  certificate(signal: AbortSignal): Promise<ClientCertificate | undefined>;
  /**
   * After the server did not accept `refused` (a value of `authorization`): whether asking again may give
   * another answer. What was renewed by someone else meanwhile counts, too.
   */
  renew(refused: string | undefined): boolean;
}
