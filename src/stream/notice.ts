import type { KtErrorCode } from "../errors/exit-code.ts";

/** Something to tell the user beside the entries; it goes to standard error. */
export interface Notice {
  /**
   * - `info`: good to know; silenced by `--quiet`.
   * - `warning`: something is not as asked, the output is still complete; silenced by `--quiet`.
   * - `gap`: entries are or may be missing: exit code 3; never silenced.
   * - `error`: a source failed: exit code 3; never silenced.
   * - `debug`: shown with `-v` only.
   */
  readonly level: "debug" | "info" | "warning" | "gap" | "error";
  /** The kind of failure it tells of; absent when it tells of none. */
  readonly code?: KtErrorCode | undefined;
  /** The source or object it is about, as in {@link LogSource.name}; absent when about the whole run. */
  readonly about?: string | undefined;
  /**
   * What it holds for as a whole, though the one it is about met it: a context, a node, or empty for the whole run. It is then told once for each, in
   * place of {@link about}. Absent: it holds for that one alone.
   */
  readonly scope?: string | undefined;
  /** A sentence without the name of the source and without a full stop. */
  readonly message: string;
  /** The next command to run. */
  readonly hint?: string | undefined;
  /** For `gap`: the open interval in which entries may be missing, RFC 3339 with nanoseconds. */
  readonly gap?: { readonly after: string | undefined; readonly before: string | undefined } | undefined;
  /** Said at most once in a run for each key; absent: said every time. */
  readonly onceKey?: string | undefined;
}

/** Where notices go. Never throws, never waits. */
export interface Notices {
  notice(notice: Notice): void;
}
