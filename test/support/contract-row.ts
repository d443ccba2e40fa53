import assert from "node:assert/strict";
import type { ContractCluster } from "./contract-cluster.ts";
import { type Answer, PlainClient } from "./plain-client.ts";

/** A request, and what an API server answers. `{ns}` stands for the contract's namespace. */
export interface ContractRow {
  readonly title: string;
  readonly path: string;
  /** Whom to act for; absent: the administrator. */
  readonly as?: string;
  /** Without any credentials. */
  readonly isAnonymous?: boolean;
  readonly headers?: Readonly<Record<string, string>>;
  readonly status: number;
  /** The whole body. */
  readonly text?: string | RegExp;
  /** Parts of the body as JSON. */
  readonly json?: Readonly<Record<string, unknown>>;
  /** Names of the objects of a list, in order. */
  readonly names?: readonly string[];
}

/** Sends a row's request and compares. */
export async function checkRow(cluster: ContractCluster, row: ContractRow): Promise<void> {
  const fill = (text: string): string => text.replaceAll("{ns}", cluster.namespace);
  const impersonation = row.as === undefined ? {} : { "impersonate-user": row.as };
  const { url, ca } = cluster.client.options;
  const client = row.isAnonymous === true ? new PlainClient({ url, ca }) : cluster.client;
  const answer = await client.get(fill(row.path), { ...impersonation, ...row.headers });
  assert.equal(answer.status, row.status, `${answer.status} ${answer.text.slice(0, 300)}`);
  if (typeof row.text === "string") assert.equal(answer.text, fill(row.text));
  else if (row.text !== undefined) assert.match(answer.text, row.text);
  if (row.json !== undefined) {
    assert.partialDeepStrictEqual(answer.json, JSON.parse(fill(JSON.stringify(row.json))));
    assert.match(String(answer.headers["content-type"]), /^application\/json/);
  }
  if (row.names !== undefined) assert.deepEqual(namesIn(answer), row.names);
}

/** Names of the objects in a list. */
export function namesIn(answer: Answer): string[] {
  const { items } = answer.json as { readonly items: readonly { readonly metadata: { readonly name: string } }[] };
  return items.map(({ metadata }) => metadata.name);
}

/** The body of an error. */
export function statusBody(code: number, reason: string, message: string, details?: object): Record<string, unknown> {
  const body = { kind: "Status", apiVersion: "v1", metadata: {}, status: "Failure", message, reason, code };
  return details === undefined ? body : { ...body, details };
}
