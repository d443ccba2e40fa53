import type { ReportLook } from "../../render/reports/report-look.ts";
import { tableText } from "../../render/reports/table.ts";
import { columnWidths } from "../../text/aligned-rows.ts";
import { printable } from "../../text/printable.ts";
import type { Audit, AuditRow } from "./audit.ts";
import type { RbacSubject } from "./rbac-objects.ts";

const titles: readonly string[] = ["SUBJECT", "WHERE", "VERBS", "THROUGH", "ROLE"];

/** The audit as a table, with what it means below. */
export function auditText(audit: Audit, look: ReportLook): string {
  const all = [titles, ...audit.rows.map(cellsOf)];
  const places = placesThatFit(columnWidths(all), look);
  const rows = all.slice(1).map((cells) => places.map((place) => ({ text: cells[place] ?? "" })));
  const columns = places.map((place) => ({ title: titles[place] ?? "" }));
  const table = rows.length === 0 ? "" : `${tableText(columns, rows, look)}\n`;
  return `${table}${sentences(audit).join("\n")}\n`;
}

/**
 * The columns that a terminal has room for: VERBS tells least of who may read, then THROUGH, which mostly is called like the role.
 * The last column that is left may still be cut.
 */
function placesThatFit(widths: readonly number[], { isTerminal, terminalColumns = 80 }: ReportLook): readonly number[] {
  const choices = [
    [0, 1, 2, 3, 4],
    [0, 1, 3, 4],
    [0, 1, 4],
  ];
  const widthOf = (places: readonly number[]): number =>
    places.reduce((sum, place) => sum + (widths[place] ?? 0), 2 * (places.length - 1));
  if (!isTerminal) return choices[0] ?? [];
  return choices.find((places) => widthOf(places) <= terminalColumns) ?? choices.at(-1) ?? [];
}

/** The same for issues and pages. */
export function auditMarkdown(audit: Audit): string {
  const rows = audit.rows.map(
    (row) =>
      `| ${cellsOf(row)
        .map((cell) => cell.replaceAll("|", "\\|"))
        .join(" | ")} |`,
  );
  const table = rows.length === 0 ? [] : [`| ${titles.join(" | ")} |`, "| --- | --- | --- | --- | --- |", ...rows, ""];
  return `${[`# Who may get ${audit.right}`, "", ...table, ...sentences(audit)].join("\n")}\n`;
}

/** One JSON document; `docs/diagnose-audit.schema.json` describes it. */
export function auditJson({ right, namespace, context, server, rows, unseen, open }: Audit): string {
  const place = namespace === undefined ? {} : { namespace };
  const result = open.length > 0 ? "problem" : "ok";
  const document = { kind: "Audit", version: 1, right, ...place, context, server, result, rows, unseen };
  return `${JSON.stringify(document, undefined, 2)}\n`;
}

function cellsOf({ subject, namespace, verbs, resourceNames = [], binding, role }: AuditRow): readonly string[] {
  const named = resourceNames.length === 0 ? "" : ` of ${resourceNames.join(",")}`;
  return [
    subjectText(subject),
    namespace ?? "whole cluster",
    `${verbs.join(",")}${named}`,
    `${binding.kind}/${binding.name}`,
    `${role.kind}/${role.name}`,
  ].map(printable);
}

function subjectText({ kind, name, namespace }: RbacSubject): string {
  return kind === "ServiceAccount" ? `ServiceAccount ${namespace ?? ""}/${name}` : `${kind} ${name}`;
}

function sentences(audit: Audit): readonly string[] {
  const { right, namespace, rows, unseen, open } = audit;
  const where = namespace === undefined ? "" : ` in namespace "${namespace}"`;
  const count = rows.length === 0 ? "Nobody" : `${rows.length} ${rows.length === 1 ? "subject" : "subjects"}`;
  return [
    `${count} may get ${right}${where} by RBAC; members of the group system:masters may do everything besides.`,
    ...(right === "nodes/proxy" && rows.length > 0
      ? [
          "Who may get nodes/proxy reads logs of nodes and of every container, and may run commands in containers through the kubelet.",
        ]
      : []),
    ...open
      .map(({ subject, binding }) => `✗ ${binding.kind} ${binding.name} lets in ${everybodyText(subject)}.`)
      .map(printable),
    ...unseen.map((text) => `? Not all could be looked at, so there may be more: ${printable(text)}`),
  ];
}

function everybodyText({ name }: RbacSubject): string {
  if (name === "system:authenticated") return "everybody with credentials (system:authenticated)";
  if (name === "system:serviceaccounts") return "every service account (system:serviceaccounts)";
  return `everybody, without any credentials (${name})`;
}
