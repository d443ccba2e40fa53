import { hasCode, KtError } from "../../errors/kt-error.ts";
import type { ClaimContext } from "../claims/claim-context.ts";
import { namespaceScope } from "../claims/scope.ts";
import { isGlob } from "../grammar/name-pattern.ts";
import type { SelectionRequest } from "../grammar/selection-request.ts";
import type { SourceTally } from "../pods/admission.ts";
import { refuseTwoWords } from "./two-words.ts";

/**
 * Says what is wrong with sources that came to nothing.
 * @throws KtError when nothing is left to read or to wait for, when a source looks like a mistyped type, and for two
 *   words that are meant as one source.
 */
export async function judgeSources(tallies: readonly SourceTally[], context: ClaimContext): Promise<void> {
  refuseTwoWords(tallies, context.request);
  const verdicts = await Promise.all(tallies.map((tally) => judge(tally, context)));
  const isAnyLeft = verdicts.some(({ problem, isWaiting }) => problem === undefined || isWaiting);
  for (const { tally, problem, isWaiting } of verdicts) {
    if (problem === undefined) continue;
    if (!isAnyLeft || tally.source.isTypo === true) throw problem;
    const about = tally.source.text;
    const { code, message, hint } = problem;
    if (isWaiting) context.say({ level: "info", about, message: `waiting, since ${message}`, hint });
    else context.say({ level: "error", code, about, message, hint });
  }
  for (const { tally, problem } of verdicts) {
    if (problem !== undefined) continue;
    for (const { code, message, hint } of tally.failures) {
      context.say({ level: "error", code, about: tally.source.text, message, hint });
    }
  }
  sayUnusedContainers(tallies, context);
  sayUnusedExclusions(tallies, context);
}

/**
 * Says which of several namespaces do not exist, of those that nothing was found in: the others have pods, so nothing else shows a
 * mistyped one.
 */
export async function judgeNamespaces(seen: ReadonlySet<string>, context: ClaimContext): Promise<void> {
  const { selection, request, options, explainer, say } = context;
  const names = new Set(selection.namespaces ?? []);
  const isAsked = request.sources.length === 0 || request.sources.some(({ namespace }) => namespace === undefined);
  if (names.size < 2 || selection.allNamespaces === true || !isAsked) return;
  const empty = [...names].filter((name) => !isGlob(name) && !seen.has(name));
  const missing = await Promise.all(empty.map((name) => explainer.missingNamespace([namespaceScope(name)])));
  for (const problem of missing) {
    if (problem === undefined) continue;
    const { code, message, hint } = problem;
    if (options.follow) say({ level: "info", message: `waiting, since ${message}`, hint });
    else say({ level: "error", code, message, hint });
  }
}

interface Verdict {
  readonly tally: SourceTally;
  /** Absent when the source has something to read. */
  readonly problem?: KtError;
  /** Whether a follow waits for it to go away. */
  readonly isWaiting: boolean;
}

async function judge(tally: SourceTally, context: ClaimContext): Promise<Verdict> {
  const { request, options, selection } = context;
  if (tally.selected > 0) return { tally, isWaiting: false };
  const { nodes = [] } = selection;
  const missingNodes = nodes.length === 0 ? undefined : await context.explainer.missingNodes(nodes);
  const problem = missingNodes ?? (await problemOf(tally, request));
  const isWaitable =
    hasCode(problem, "KT_NO_MATCH") ||
    hasCode(problem, "KT_NOT_FOUND") ||
    (hasCode(problem, "KT_NO_SUCH_CONTAINER") && selection.waitForNew === true);
  return { tally, problem, isWaiting: options.follow && isWaitable && tally.source.claims.length > 0 };
}

async function problemOf(tally: SourceTally, request: SelectionRequest): Promise<KtError> {
  const { source, matched, kept, named, failures } = tally;
  const [failure] = failures;
  if (matched === 0) {
    if (failure !== undefined) return failure;
    const error = await source.explain();
    const { labelSelector, fieldSelector } = request.required;
    const isRestricted = labelSelector !== undefined || fieldSelector !== undefined;
    if (!isRestricted || source.text === request.flags || error.code !== "KT_NO_MATCH") return error;
    return new KtError(error.code, `${error.message} (with ${request.flags})`, { hint: error.hint });
  }
  if (kept === 0) {
    const pods = matched === 1 ? "the one pod" : `all ${matched} pods`;
    const text = source.text === request.flags ? request.queryFlags : source.text;
    const left = `${pods}${text === "" ? "" : ` of ${text}`} ${matched === 1 ? "is" : "are"} left out`;
    return new KtError("KT_NO_MATCH", `${left} by ${request.podFlags}`);
  }
  const names = [...tally.containerNames].join(", ");
  if (named > 0) {
    const hint =
      "--init-containers=false, --ephemeral-containers=false, --exclude-container and --container-state leave out";
    return new KtError(
      "KT_NO_MATCH",
      `every container of ${source.text} that was asked for is left out (${[...tally.leftOut].join(", ")})`,
      {
        hint,
      },
    );
  }
  const asked = (source.container === undefined ? request.containers.wanted : [source.container]).map(
    ({ text }) => text,
  );
  return new KtError("KT_NO_SUCH_CONTAINER", `${source.text} has no container ${asked.join(" or ")}`, {
    hint: `Its containers are: ${names}`,
  });
}

/** A container that was named among others, and that no pod has, is worth a word: it may be mistyped. */
function sayUnusedContainers(tallies: readonly SourceTally[], { request, say }: ClaimContext): void {
  const names = new Set(tallies.flatMap(({ source, containerNames }) => (source.container ? [] : [...containerNames])));
  if (names.size === 0) return;
  for (const pattern of request.containers.wanted) {
    if ([...names].some((name) => pattern.matches(name))) continue;
    say({
      level: "warning",
      message: `no pod has a container ${pattern.text}`,
      hint: `There are: ${[...names].join(", ")}`,
    });
  }
}

function sayUnusedExclusions(tallies: readonly SourceTally[], { request, say }: ClaimContext): void {
  if (tallies.every(({ matched }) => matched === 0)) return;
  for (const text of request.pods.unusedExclusions) {
    say({
      level: "warning",
      message: `--exclude-pod ${text} leaves out no pod`,
      hint: "it takes a whole name, a glob ('web-*') or a regular expression ('^web-'); --dry-run lists the pods",
    });
  }
}
