import type { Environment } from "./environment.ts";

/** What is told of each request and of what goes on below, for `-v`. Never holds a token. */
export type DebugNotice =
  | {
      readonly type: "request";
      readonly method: string;
      /** Whole, with its query. */
      readonly url: string;
      /** Undefined when no answer came. */
      readonly status: number | undefined;
      /** Until the answer began. */
      readonly durationMs: number;
    }
  | { readonly type: "note"; readonly message: string };

/** kubectl's global flags, and where to take the rest from. What is absent comes from the kubeconfig. */
export interface ConnectOptions {
  readonly kubeconfig?: string | undefined;
  readonly context?: string | undefined;
  readonly cluster?: string | undefined;
  readonly user?: string | undefined;
  readonly namespace?: string | undefined;
  readonly as?: string | undefined;
  readonly asUid?: string | undefined;
  readonly asGroups?: readonly string[] | undefined;
  readonly asUserExtra?: Readonly<Record<string, readonly string[]>> | undefined;
  readonly server?: string | undefined;
  readonly token?: string | undefined;
  readonly username?: string | undefined;
  readonly password?: string | undefined;
  readonly certificateAuthority?: string | undefined;
  readonly clientCertificate?: string | undefined;
  readonly clientKey?: string | undefined;
  readonly tlsServerName?: string | undefined;
  readonly insecureSkipTlsVerify?: boolean | undefined;
  /** For whole requests, and for the headers of streams; 0 or absent: 70 s. */
  readonly requestTimeoutMs?: number | undefined;
  readonly disableCompression?: boolean | undefined;
  /** `kubectl-kt/VERSION` and the like. */
  readonly userAgent?: string | undefined;
  readonly env: Environment;
  /** Milliseconds since 1970; absent: the machine's clock. */
  readonly nowMs?: (() => number) | undefined;
  readonly onDebug?: ((notice: DebugNotice) => void) | undefined;
  /** Whether a credential plugin may ask on our standard input. */
  readonly isStdinTerminal?: boolean | undefined;
  /** What a credential plugin says on its stderr: it may tell the user to open a page. */
  readonly onPluginStderr?: ((text: string) => void) | undefined;
  /** For tests: where a pod finds its service account. */
  readonly serviceAccountFolder?: string | undefined;
}
