import type { KubeClient } from "./client.ts";
import type { ConnectOptions } from "./connect-options.ts";
import { loadKubeconfig } from "./kubeconfig/load-kubeconfig.ts";
import { resolveAccess } from "./kubeconfig/resolve-access.ts";
import { ServerLink } from "./server-link.ts";

/**
 * A client for the cluster that the flags and the kubeconfig choose. Nothing is sent yet: what is wrong
 * with the server or the credentials shows with the first request.
 *
 * @throws KtError KT_KUBECONFIG, KT_CREDENTIALS, KT_USAGE.
 */
export async function connect(options: ConnectOptions): Promise<KubeClient> {
  const [client] = await connectEach([options.context], options);
  return client;
}

/**
 * A client for each of some contexts, in their order; undefined stands for the current one. Those of the same cluster and
 * user, which differ in their namespaces, share connections, credential and what is known of the server's clock.
 * @throws KtError as {@link connect}; then all of them are closed.
 */
export async function connectEach(
  contexts: readonly [string | undefined, ...(string | undefined)[]],
  options: Omit<ConnectOptions, "context">,
): Promise<readonly [KubeClient, ...KubeClient[]]> {
  const kubeconfig = await loadKubeconfig(options.kubeconfig, options.env);
  const links = new Map<string, ServerLink>();
  const clients: KubeClient[] = [];
  const open = async (context: string | undefined): Promise<KubeClient> => {
    const access = await resolveAccess(kubeconfig, { ...options, context });
    const key = JSON.stringify([access.server.href, access.cluster, access.user]);
    const link = links.get(key) ?? new ServerLink(access, { ...options, context });
    links.set(key, link);
    const client = link.client(access, context);
    clients.push(client);
    return client;
  };
  try {
    const [first, ...others] = contexts;
    const client = await open(first);
    for (const context of others) await open(context);
    return [client, ...clients.slice(1)];
  } catch (error) {
    await Promise.all(clients.map((client) => client.close()));
    throw error;
  }
}
