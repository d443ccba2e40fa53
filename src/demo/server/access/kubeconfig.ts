import { randomBytes } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";

/** What a kubeconfig file for one user holds. */
export interface KubeconfigContent {
  readonly server: string;
  /** Absent for plain HTTP. */
  readonly caPem: string | undefined;
  readonly user: string;
  /** Absent: default. */
  readonly namespace?: string | undefined;
  /** Fields of the user's entry: `token`, `client-certificate-data`, `exec`. */
  readonly credentials: Readonly<Record<string, unknown>>;
}

/** Writes a kubeconfig (JSON, which is YAML too) with one context, named after the user; returns its path. */
export function writeKubeconfig(folder: string, content: KubeconfigContent): string {
  const { server, caPem, user, namespace, credentials } = content;
  const authority = caPem === undefined ? {} : { "certificate-authority-data": Buffer.from(caPem).toString("base64") };
  const context = { cluster: "fake", user, ...(namespace === undefined ? {} : { namespace }) };
  const path = join(folder, `${user.replace(/[^\w.-]/g, "_")}-${randomBytes(4).toString("hex")}.kubeconfig`);
  const config = {
    apiVersion: "v1",
    kind: "Config",
    "current-context": user,
    clusters: [{ name: "fake", cluster: { server, ...authority } }],
    contexts: [{ name: user, context }],
    users: [{ name: user, user: credentials }],
  };
  writeFileSync(path, JSON.stringify(config, undefined, 2), { mode: 0o600 });
  return path;
}
