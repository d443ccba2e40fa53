import { KtError } from "../../errors/kt-error.ts";
import type { Selection } from "../../targets/selection.ts";
import { durationMs, parseDuration } from "../../time/duration.ts";
import type { AuditedRight } from "../../diagnose/audit/rbac-objects.ts";
import { type Flags, readChoice } from "../arguments/flags.ts";
import { type ConnectionRequest, readConnectionRequest } from "../logs/connection-request.ts";
import { readSelection, selectsAnything } from "../logs/read-selection.ts";
import { logsOutline } from "../outlines/logs.ts";
import { readReportRequest, type ReportRequest } from "./report-request.ts";
import { readWaitOptions, type WaitOptions } from "./wait-request.ts";

/** What `kubectl kt diagnose` was asked for: checked as far as it can be without a cluster. */
export interface DiagnoseRequest {
  readonly connection: ConnectionRequest;
  /** Undefined: only the way to the API server, and the rights there. */
  readonly selection: Selection | undefined;
  /** What was asked for, as it was written; empty for none. */
  readonly target: string;
  /** What `--audit` says; undefined: it is a walk. */
  readonly audit: AuditedRight | undefined;
  /** Where an audit looks; empty: in the context's namespace; undefined: everywhere. */
  readonly auditNamespace: string | undefined;
  readonly isQuiet: boolean;
  /** What `--observe` says. */
  readonly observeMs: number | undefined;
  /** What `--report` and its options say; undefined: no report. */
  readonly report: ReportRequest | undefined;
  /** What `--wait` and its options say; undefined: nothing is waited for. */
  readonly wait: WaitOptions | undefined;
  /** What `--read-secrets` says. */
  readonly mayReadSecrets: boolean;
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
  const selection = readSelection(flags.as(logsOutline), operands, { neededBy: undefined });
  const namespaces = flags.names("namespace");
  const audit = readAudit(flags.filled("audit"));
  if (audit !== undefined && operands.length > 0) {
    throw new KtError("KT_USAGE", "--audit lists who may read, and takes no source", {
      hint: `kubectl kt diagnose --audit ${audit.resource}`,
    });
  }
  const hasSelection = selectsAnything(selection);
  return {
    connection: { ...connection, namespace: namespaces[0] },
    selection: hasSelection ? selection : undefined,
    target: targetText(flags, operands),
    audit,
    auditNamespace: flags.isOn("all-namespaces") === true ? undefined : (namespaces[0] ?? ""),
    isQuiet: flags.isOn("quiet") === true,
    observeMs: readObserve(flags.filled("observe")),
    report: readReportRequest(flags, hasSelection),
    wait: readWaitOptions(flags, hasSelection),
    mayReadSecrets: flags.isOn("read-secrets") !== false,
    format: flags.choice("output", ["text", "json", "markdown"]) ?? "text",
    color: flags.choice("color", ["auto", "always", "never"]),
    verbosity: Number(flags.text("v") ?? 0),
  };
}

const auditedRights: readonly AuditedRight[] = [
  { resource: "nodes/proxy", isNamespaced: false },
  { resource: "pods/log", isNamespaced: true },
];

function readAudit(text: string | undefined): AuditedRight | undefined {
  if (text === undefined) return undefined;
  const names = auditedRights.map(({ resource }) => resource);
  return auditedRights.find(({ resource }) => resource === readChoice("--audit", text, names));
}

function readObserve(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const ms = durationMs(parseDuration("--observe", text));
  if (ms >= 1000) return ms;
  throw new KtError("KT_USAGE", `--observe ${text} is too short to see anything`, { hint: "example: --observe 5m" });
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
