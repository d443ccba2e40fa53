import { optionUsage } from "../../src/cli/options/option.ts";
import type { CommandOutline } from "../../src/cli/outlines/command-outline.ts";
import { version } from "../../src/cli/version.ts";

/** A row of a table: a term and what it means. */
export type Term = readonly [term: string, meaning: string];

/** What every page tells. */
export interface ManFacts {
  readonly commands: readonly CommandOutline[];
  readonly exitCodes: readonly Term[];
}

const environment: readonly Term[] = [
  ["KUBECONFIG", "Kubeconfig files, as for kubectl."],
  ["KUBECTL_KT_*", "Defaults of options: KUBECTL_KT_TAIL is that of --tail."],
  ["NO_COLOR, FORCE_COLOR", "No colours; colours where there is no terminal, too."],
  ["HTTPS_PROXY, HTTP_PROXY, NO_PROXY", "Proxies on the way to the API server."],
];

const files: readonly Term[] = [
  [
    "$XDG_CONFIG_HOME/kubectl-kt/config.yaml",
    "Defaults of options; ~/.config stands in for a variable that is not set.",
  ],
];

/** The page kubectl-kt(1): what there is, and what all commands have in common. */
export function overviewManPage({ commands, exitCodes }: ManFacts): string {
  return page("kubectl-kt", "logs of pods and nodes: every line once, in order", [
    section("SYNOPSIS", `.B kubectl kt\n.I COMMAND\n[options]`),
    section(
      "DESCRIPTION",
      [
        escaped(
          "A kubectl plugin for logs. Lines of many containers are merged in the order of time, each exactly once, also over broken connections, restarts and rotations; where lines may be missing, it says so.",
        ),
        ".PP",
        escaped(
          "It uses kubectl's own kubeconfig and needs the right to read logs of pods, and nothing in the cluster.",
        ),
      ].join("\n"),
    ),
    section("COMMANDS", terms(commands.map(({ name, summary }) => [`kubectl kt ${name}`, `${summary}.`]))),
    section("EXIT STATUS", terms(exitCodes)),
    section("ENVIRONMENT", terms(environment)),
    section("FILES", terms(files)),
    section("SEE ALSO", seeAlso(["kubectl", ...commands.map(({ name }) => `kubectl-kt-${name}`)])),
  ]);
}

/** The page of one command. */
export function commandManPage(outline: CommandOutline, { exitCodes }: ManFacts): string {
  const { name, usage, summary, description, operandChoices = [], examples, groups } = outline;
  return page(`kubectl-kt-${name}`, `${summary.charAt(0).toLowerCase()}${summary.slice(1)}`, [
    section("SYNOPSIS", `.B kubectl kt ${escaped(name)}\n${escaped(usage)}`),
    section("DESCRIPTION", description.map(escaped).join("\n.PP\n") || escaped(`${summary}.`)),
    ...(operandChoices.length === 0
      ? []
      : [section("ARGUMENTS", terms(operandChoices.map((choice) => [choice.name, `${choice.summary}.`])))]),
    section(
      "OPTIONS",
      groups
        .map(({ title, options }) => {
          const rows = options.map((option): Term => [optionUsage(option), `${option.summary}.`]);
          return `.SS ${escaped(title)}\n${terms(rows)}`;
        })
        .join("\n"),
    ),
    ...(examples.length === 0
      ? []
      : [section("EXAMPLES", terms(examples.map(({ command, summary: shows }) => [command, `${shows}.`])))]),
    section("EXIT STATUS", terms(exitCodes)),
    section("SEE ALSO", seeAlso(["kubectl-kt", "kubectl"])),
  ]);
}

function page(name: string, purpose: string, sections: readonly string[]): string {
  return [
    `.\\" Made by npm run docs.`,
    `.TH "${escaped(name.toUpperCase())}" 1 "" "kubectl\\-kt ${version}" "kubectl\\-kt"`,
    section("NAME", `${escaped(name)} \\- ${escaped(purpose)}`),
    ...sections,
    "",
  ].join("\n");
}

function section(title: string, body: string): string {
  return `.SH ${title}\n${body}`;
}

function terms(rows: readonly Term[]): string {
  return rows.map(([term, meaning]) => `.TP\n.B ${escaped(term)}\n${escaped(meaning)}`).join("\n");
}

function seeAlso(names: readonly string[]): string {
  return names.map((name) => `.BR ${escaped(name)} (1)`).join(",\n");
}

/** Text that roff takes for nothing but text: a request begins with a dot or a quote, and a bare `-` is a hyphen. */
function escaped(text: string): string {
  return text
    .replaceAll("\\", String.raw`\e`)
    .replaceAll("-", String.raw`\-`)
    .replaceAll("'", String.raw`\(aq`)
    .replaceAll("`", String.raw`\(ga`)
    .replaceAll("^", String.raw`\(ha`)
    .replaceAll("~", String.raw`\(ti`)
    .replaceAll('"', String.raw`\(dq`)
    .replace(/^\./, String.raw`\&.`);
}
