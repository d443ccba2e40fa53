import { KtError } from "../../errors/kt-error.ts";
import type { Selection } from "../../targets/selection.ts";
import type { Flags } from "../arguments/flags.ts";
import { type ConnectionRequest, readConnectionRequest } from "../logs/connection-request.ts";
import { readSelection, selectsAnything } from "../logs/read-selection.ts";
import { logsOutline } from "../outlines/logs.ts";

/** What `kubectl kt diagnose` was asked for: checked as far as it can be without a cluster. */
export interface DiagnoseRequest {
  readonly connection: ConnectionRequest;
  /** Undefined: only the way to the API server, and the rights there. */
  readonly selection: Selection | undefined;
  /** What was asked for, as it was written; empty for none. */
  readonly target: string;
  readonly format: "text" | "json" | "markdown";
  readonly color: "auto" | "always" | "never" | undefined;
  /** The level of `-v`. */
  readonly verbosity: number;
}

/**
 * Turns the flags and operands of `kubectl kt diagnose` into a request.
 * @throws KtError KT_USAGE for whatever cannot be meant.
 */
export function readDiagnoseRequest(flags: Flags, operands: readonly string[]): DiagnoseRequest {
  const connection = readConnectionRequest(flags);
  if (connection.context !== undefined && /[,*?]/.test(connection.context)) {
    throw new KtError("KT_USAGE", `--context ${connection.context}: diagnose looks at one cluster at a time`, {
      hint: "kubectl config get-contexts lists them",
    });
  }
  const selection = readSelection(flags.as(logsOutline), operands, { isNeeded: false });
  const namespaces = flags.names("namespace");
  return {
    connection: { ...connection, namespace: namespaces[0] },
    selection: selectsAnything(selection) ? selection : undefined,
    target: targetText(flags, operands),
    format: flags.choice("output", ["text", "json", "markdown"]) ?? "text",
    color: flags.choice("color", ["auto", "always", "never"]),
    verbosity: Number(flags.text("v") ?? 0),
  };
}

/** The sources and flags as they were written. */
function targetText(flags: Flags, operands: readonly string[]): string {
  const options = (["selector", "field-selector", "container"] as const).flatMap((name) =>
    flags
      .list(name)
      .map((value) => `${name === "selector" ? "-l" : name === "container" ? "-c" : `--${name}`} ${value}`),
  );
  return [...operands, ...options, ...(flags.isOn("all-namespaces") === true ? ["-A"] : [])].join(" ");
}
