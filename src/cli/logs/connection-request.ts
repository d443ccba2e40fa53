import { KtError } from "../../errors/kt-error.ts";
import type { ConnectOptions } from "../../kube/connect-options.ts";
import { durationMs, parseDuration } from "../../time/duration.ts";
import type { Flags } from "../arguments/flags.ts";
import type { HintFlags } from "../report/hint-flags.ts";

/** What kubectl's global flags say about the connection. */
export type ConnectionRequest = Omit<ConnectOptions, "env" | "onDebug" | "userAgent" | "serviceAccountFolder">;

/**
 * Reads kubectl's global flags.
 * @throws KtError KT_USAGE.
 */
export function readConnectionRequest(flags: Flags): ConnectionRequest {
  return {
    kubeconfig: flags.filled("kubeconfig"),
    context: flags.filled("context"),
    cluster: flags.filled("cluster"),
    user: flags.filled("user"),
    as: flags.filled("as"),
    asUid: flags.filled("as-uid"),
    asGroups: flags.list("as-group"),
    asUserExtra: readExtras(flags.list("as-user-extra")),
    server: flags.filled("server"),
    token: flags.filled("token"),
    username: flags.filled("username"),
    password: flags.filled("password"),
    certificateAuthority: flags.filled("certificate-authority"),
    clientCertificate: flags.filled("client-certificate"),
    clientKey: flags.filled("client-key"),
    tlsServerName: flags.filled("tls-server-name"),
    insecureSkipTlsVerify: flags.isOn("insecure-skip-tls-verify"),
    requestTimeoutMs: readRequestTimeout(flags.filled("request-timeout")),
    disableCompression: flags.isOn("disable-compression"),
  };
}

/** What of the flags belongs into the commands of hints. Of several contexts each client names its own. */
export function hintFlagsOf(request: ConnectionRequest): HintFlags {
  const { kubeconfig, context, cluster, user, server, as, asUid, asGroups } = request;
  const isOne = context !== undefined && !/[,*?]/.test(context);
  const token = request.token === undefined ? undefined : "TOKEN";
  return { kubeconfig, context: isOne ? context : undefined, cluster, user, server, as, asUid, asGroups, token };
}

/** kubectl takes a bare number for seconds as well (client-go v0.36 `tools/clientcmd/config.go` ParseTimeout). */
function readRequestTimeout(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  return durationMs(parseDuration("--request-timeout", /^\d+$/.test(text) ? `${text}s` : text));
}

function readExtras(pairs: readonly string[]): Readonly<Record<string, readonly string[]>> | undefined {
  if (pairs.length === 0) return undefined;
  const extras: Record<string, string[]> = {};
  for (const pair of pairs) {
    const equals = pair.indexOf("=");
    if (equals <= 0) {
      throw new KtError("KT_USAGE", `--as-user-extra ${JSON.stringify(pair)} is not KEY=VALUE`, {
        hint: "example: --as-user-extra scopes=view",
      });
    }
    const key = pair.slice(0, equals);
    (extras[key] ??= []).push(pair.slice(equals + 1));
  }
  return extras;
}
