import { KtError } from "../../errors/kt-error.ts";
import { NamedPodClaim } from "../claims/pod-claims.ts";
import type { SelectionRequest } from "../grammar/selection-request.ts";
import type { SourceExpression } from "../grammar/source-expression.ts";
import { findBuiltInType } from "../kinds/built-in-types.ts";
import type { SourceTally } from "../pods/admission.ts";
import { logsCommand } from "./hint.ts";

/**
 * Refuses two words that kubectl takes for one thing, and that are two sources here: `POD CONTAINER`, as its `logs` has it, and
 * `TYPE NAME`, as its `get` has it.
 * @throws KtError KT_USAGE with the form that means it.
 */
export function refuseTwoWords(tallies: readonly SourceTally[], request: SelectionRequest): void {
  const [first, second, ...others] = tallies;
  if (first === undefined || second === undefined) return;
  refuseTypeAndNames(first, request);
  if (others.length === 0) refusePodAndContainer(first, second, request);
}

/** The second word would be searched for among the names of pods. */
function refuseTypeAndNames(first: SourceTally, { sources, place }: SelectionRequest): void {
  const [type, ...names] = sources;
  if (first.matched > 0 || !isBareWord(type) || findBuiltInType(type.name) === undefined) return;
  if (!names.every((name) => isBareWord(name) && findBuiltInType(name.name) === undefined)) return;
  const meant = names.map(({ text }) => `${type.name}/${text}`).join(" ");
  throw new KtError("KT_USAGE", `"${type.name}" is a type, and no pod: a name is written behind a slash`, {
    hint: logsCommand(meant, place),
  });
}

/** The second word would be searched for among the names of pods. */
function refusePodAndContainer(first: SourceTally, second: SourceTally, { sources, place }: SelectionRequest): void {
  const word = sources[1];
  if (!isBareWord(word)) return;
  const isPod = second.source.claims.some((claim) => claim instanceof NamedPodClaim);
  if (isPod || !first.containerNames.has(word.name)) return;
  const { text } = first.source;
  const asContainer = logsCommand(`${text}/${word.name}`, place);
  const asPattern = logsCommand(`${text} re:${word.name}`, place);
  throw new KtError(
    "KT_USAGE",
    `"${word.name}" is a container of ${text}, and no pod: a container is written behind a slash`,
    { hint: `${asContainer}; for pods whose names match: ${asPattern}` },
  );
}

function isBareWord(source: SourceExpression | undefined): source is SourceExpression {
  return source?.form === "pods" && source.namespace === undefined && source.container === undefined;
}
