import { KtError } from "../../errors/kt-error.ts";
import { type CountKey, parseCountKeys } from "../../patterns/counts/count-key.ts";
import type { Flags } from "../arguments/flags.ts";
import { type DiffReference, readDiffReference } from "./diff-reference.ts";

/** What is said about all lines together, instead of printing them (L22). */
export type AnalysisRequest = AnalysisKind & {
  /** Whether all of it is shown, on a terminal too. */
  readonly isWhole: boolean;
};

type AnalysisKind =
  | { readonly kind: "counts"; readonly keys: readonly CountKey[] }
  | { readonly kind: "patterns" }
  | { readonly kind: "differences"; readonly reference: DiffReference };

/**
 * Reads which analysis is wanted; undefined when lines are.
 * @throws KtError KT_USAGE, also for flags that say how lines are printed.
 */
export function readAnalysis(flags: Flags): AnalysisRequest | undefined {
  const given = ["count-by", "patterns", "diff"].filter((name) => isGiven(flags, name));
  const [name, another] = given;
  if (name === undefined) return undefined;
  if (another !== undefined) {
    const why = given.includes("count-by") ? "each prints something else" : "--diff is about patterns by itself";
    throw new KtError("KT_USAGE", `--${name} and --${another} cannot go together: ${why}`, { hint: "use one of them" });
  }
  const analysis = analysisOf(name, flags);
  refuseWhatPrintsLines(name, flags);
  if (analysis.kind === "differences") refuseWhatHidesDifferences(analysis.reference, flags);
  return { ...analysis, isWhole: flags.isOn("all") === true };
}

function isGiven(flags: Flags, name: string): boolean {
  return name === "patterns" ? flags.isOn(name) === true : flags.has(name);
}

function analysisOf(name: string, flags: Flags): AnalysisKind {
  if (name === "patterns") return { kind: "patterns" };
  if (name === "count-by") return { kind: "counts", keys: parseCountKeys(flags.text("count-by") ?? "") };
  const hasBeginning = ["since", "since-time", "after"].some((flag) => flags.filled(flag) !== undefined);
  return { kind: "differences", reference: readDiffReference(flags.text("diff") ?? "", hasBeginning) };
}

function refuseWhatPrintsLines(name: string, flags: Flags): void {
  const lookFlags = ["template", "template-file", "columns", "fields", "pretty", "prefix", "highlight"];
  const aroundFlags = ["grep-context", "grep-before", "grep-after"];
  const flag = [...lookFlags, ...aroundFlags].find((one) => flags.has(one));
  if (flag !== undefined) {
    throw new KtError("KT_USAGE", `--${flag} and --${name} cannot go together: no lines are printed`, {
      hint: `leave out --${flag}`,
    });
  }
  const output = flags.text("output");
  if (output === undefined || output === "text" || output === "default" || output === "json") return;
  throw new KtError("KT_USAGE", `--${name} and -o ${output} cannot go together: there are -o text and -o json`, {
    hint: "-o json is one object a line",
  });
}

/** What leaves lines out by their number would make patterns new that are only not looked at. */
function refuseWhatHidesDifferences(reference: DiffReference, flags: Flags): void {
  const amount = ["head", "tail", "tail-each", "limit-bytes"].find(
    (name) => flags.has(name) && flags.text(name) !== "-1",
  );
  if (amount !== undefined) {
    throw new KtError("KT_USAGE", `--diff and --${amount} cannot go together: what is left out would seem to be gone`, {
      hint: "--since and --until choose what is compared",
    });
  }
  const instances = ["previous", "instances"].find((name) => flags.has(name));
  if (reference.kind === "previous" && instances !== undefined) {
    throw new KtError("KT_USAGE", `--diff previous and --${instances} cannot go together`, {
      hint: "--diff previous reads the current and the previous instance by itself",
    });
  }
  const isSaved = flags.isOn("stdin") === true || flags.has("file");
  if (isSaved && (reference.kind === "previous" || reference.kind === "rollout")) {
    throw new KtError("KT_USAGE", `--diff ${reference.kind} and saved logs (--stdin, --file) cannot go together`, {
      hint: "--diff FILE compares with another saved log",
    });
  }
  if (
    reference.kind === "capture" &&
    reference.path === "-" &&
    (flags.isOn("stdin") === true || flags.list("file").includes("-"))
  ) {
    throw new KtError("KT_USAGE", "--diff - and --stdin cannot go together: standard input can be read once", {
      hint: "save one of them to a file",
    });
  }
}
