import type { Option } from "../options/option.ts";
import { allCommands } from "../outlines/all-commands.ts";
import { type CommandOutline, optionsOf } from "../outlines/command-outline.ts";
import { type Answer, type Candidate, matching, nothing } from "./answer.ts";
import { completeWord } from "./comma-list.ts";
import type { CompletionContext } from "./completion-context.ts";
import { readTypedWords, type TypedWords } from "./typed-words.ts";

/**
 * What may stand at the end of a command line. Only names of the kubeconfig and of the cluster load what reads those.
 * @param words Behind `kubectl kt`; the last one is being typed.
 * @throws whatever keeps names from being read: the kubeconfig, the cluster.
 */
export async function complete(words: readonly string[], context: CompletionContext): Promise<Answer> {
  const typed = readTypedWords(words, allCommands);
  const { wanted, command } = typed;
  switch (wanted.kind) {
    case "command":
      return { candidates: matching(commandCandidates, wanted.typed) };
    case "option":
      return { candidates: optionCandidates(typed, wanted.typed) };
    case "value":
      return await completeValue(typed, wanted, context);
    case "operand":
      return command === undefined ? nothing : await completeOperand(command, typed, wanted.typed, context);
  }
}

const commandCandidates: readonly Candidate[] = [
  ...allCommands.map(({ name, summary }) => ({ value: name, description: summary })),
  { value: "help", description: "Help of a command" },
];

/** Those that may still be given; what is only accepted for other tools' sake must be asked for by a letter of its name. */
function optionCandidates({ command, values }: TypedWords, typed: string): readonly Candidate[] {
  const known = command === undefined ? allCommands.flatMap(optionsOf) : optionsOf(command);
  const open = [...new Map(known.map((option) => [option.name, option])).values()].filter(
    (option) => option.kind === "list" || values[option.name] === undefined,
  );
  const shorts = typed === "-" ? open.filter(({ short }) => short !== undefined) : [];
  return matching(
    [
      ...shorts.map((option) => ({ value: `-${option.short}`, description: option.summary })),
      ...open
        .filter(({ isCompatible }) => isCompatible !== true || typed.length > 2)
        .map((option) => ({ value: `--${option.name}`, description: option.summary })),
    ],
    typed,
  );
}

async function completeValue(
  typed: TypedWords,
  { option, typed: text, before }: Extract<TypedWords["wanted"], { kind: "value" }>,
  context: CompletionContext,
): Promise<Answer> {
  if (option.names === "files") return { candidates: matching(listedValues(option), text), hasFiles: true };
  const answer = await completeWord(text, option.isCommaList === true, async (part) =>
    option.names === undefined ? listedValues(option) : await namesFor(option, typed, part, context),
  );
  return {
    ...answer,
    isOrdered: option.names === undefined,
    candidates: answer.candidates.map((candidate) => ({ ...candidate, value: before + candidate.value })),
  };
}

/** Values that the option's data tells. */
function listedValues(option: Option): readonly Candidate[] {
  if (option.kind === "switch") return [{ value: "true" }, { value: "false" }];
  return (option.choices ?? option.suggestions ?? []).map((value) => ({ value }));
}

async function namesFor(
  option: Option,
  typed: TypedWords,
  part: string,
  context: CompletionContext,
): Promise<readonly Candidate[]> {
  if (option.names === "time-zones") return timeZones();
  const { nameCandidates } = await import("./name-candidates.ts");
  return await nameCandidates(option.names ?? "files", { typed, part }, context);
}

function timeZones(): readonly Candidate[] {
  return ["local", "UTC", ...Intl.supportedValuesOf("timeZone")].map((value) => ({ value }));
}

async function completeOperand(
  command: CommandOutline,
  typed: TypedWords,
  text: string,
  context: CompletionContext,
): Promise<Answer> {
  if (command.operandChoices !== undefined) {
    if (typed.operands.length > 0) return nothing;
    const choices = command.operandChoices.map(({ name, summary }) => ({ value: name, description: summary }));
    return { candidates: matching(choices, text), isOrdered: true };
  }
  if (!command.hasOperands) return nothing;
  if (command.operandNames !== undefined) {
    const { nameCandidates } = await import("./name-candidates.ts");
    const names = await nameCandidates(command.operandNames, { typed, part: text }, context);
    return { candidates: matching(names, text).filter(({ value }) => !typed.operands.includes(value)) };
  }
  const { completeSource } = await import("./source-candidates.ts");
  return await completeSource(typed, text, context);
}
