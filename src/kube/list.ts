import type { RequestOptions } from "./client.ts";
import { StatusError } from "./failures/status-error.ts";
import type { KubeList, KubeObject } from "./objects.ts";

/** Objects in one page, as kubectl has it. */
const pageSize = 500;
/** Times that a list may be overtaken by changes before it is given up. */
const maxStarts = 5;

/** Gets one page. */
export type GetPage<T> = (options: RequestOptions) => Promise<ListPage<T>>;

/** A page of a list as the API server sends it. */
export interface ListPage<T> {
  readonly items?: readonly T[] | null;
  readonly metadata?: { readonly resourceVersion?: string; readonly continue?: string };
}

/**
 * All pages of a list. When it takes so long that the server has forgotten the version it began with
 * (410 for a page), it starts anew, so the list is always of one moment.
 *
 * @throws what `getPage` throws.
 */
export async function listAllPages<T extends KubeObject>(
  getPage: GetPage<T>,
  options: RequestOptions,
): Promise<KubeList<T>> {
  for (let start = 1; ; start++) {
    try {
      return await listOnce(getPage, options);
    } catch (error) {
      const isOvertaken = error instanceof StatusError && error.status === 410;
      if (!isOvertaken || start === maxStarts) throw error;
    }
  }
}

async function listOnce<T extends KubeObject>(getPage: GetPage<T>, options: RequestOptions): Promise<KubeList<T>> {
  const items: T[] = [];
  let next: string | undefined;
  for (;;) {
    const query = { ...options.query, limit: pageSize, continue: next };
    const page = await getPage({ ...options, query });
    for (const item of page.items ?? []) items.push(item);
    next = page.metadata?.continue || undefined;
    if (next === undefined) {
      const { resourceVersion } = page.metadata ?? {};
      return { items, metadata: resourceVersion === undefined ? {} : { resourceVersion } };
    }
  }
}
