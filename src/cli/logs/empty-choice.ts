import { KtError } from "../../errors/kt-error.ts";
import { countNames } from "../../patterns/counts/count-key.ts";
import type { Notice } from "../../stream/notice.ts";
import type { FieldCensus } from "../../text/fields/field-census.ts";
import { nearNames } from "../../text/near-names.ts";
import type { FilterTally } from "./filter-tally.ts";
import { choosesLines } from "./line-choice.ts";
import type { LogsRequest } from "./logs-request.ts";

/** What lines were chosen by in a run that has ended, and what came of it. */
export interface LineChoosing {
  readonly request: LogsRequest;
  readonly tally: FilterTally;
  readonly census: FieldCensus;
  /** Whether somebody sits before standard error: a script that looks for nothing and finds nothing need not hear of it. */
  readonly isTerminal: boolean;
}

/** Says that nothing of what was read was wanted, and which fields no line has; undefined where there is neither to say. */
export function noticeOfChoice({ request, tally, census, isTerminal }: LineChoosing): Notice | undefined {
  const isEmpty = hasChosenNothing(request, tally);
  const missing = missingFields(census, request);
  if (missing === undefined && !(isEmpty && isTerminal)) return undefined;
  const parts = [...(isEmpty ? [emptyText(request, tally)] : []), ...(missing === undefined ? [] : [missing.text])];
  return { level: "info", message: parts.join("; "), hint: missing?.hint };
}

/** The failure of `--fail-on-empty` (KT_NO_MATCH), which names what was asked for. */
export function emptyError({ request, tally, census }: Omit<LineChoosing, "isTerminal">): KtError {
  const fail = (message: string, hint: string | undefined): KtError =>
    new KtError("KT_NO_MATCH", `${message}, and --fail-on-empty is given`, { hint });
  if (hasChosenNothing(request, tally)) {
    const missing = missingFields(census, request);
    const all = tally.taken === 1 ? "the one line" : `all ${tally.taken} lines`;
    const hint = missing?.hint ?? `without ${flagsOf(request).join(" and ")} the same command prints ${all}`;
    return fail([emptyText(request, tally), ...(missing === undefined ? [] : [missing.text])].join("; "), hint);
  }
  const times = timeFlagsOf(request);
  if (times.length > 0) {
    const window = times.map(({ flag, value }) => `${flag} ${value}`).join(" and ");
    const flags = times.map(({ flag }) => flag).join(" and ");
    return fail(`there are no lines within ${window}`, `without ${flags} the same command prints what there is`);
  }
  const isOfPods = request.captures === undefined && request.nodeLogs === undefined;
  return fail(
    "no line was printed",
    isOfPods ? "--dry-run lists the containers with their states; --previous reads the instances before" : undefined,
  );
}

function hasChosenNothing({ lines }: LogsRequest, { taken, kept }: FilterTally): boolean {
  return choosesLines(lines) && taken > 0 && kept === 0;
}

function emptyText(request: LogsRequest, { taken }: FilterTally): string {
  const flags = flagsOf(request).join(" and ");
  const lines = `0 of ${taken} ${taken === 1 ? "line" : "lines"}`;
  return request.lines.exclude.length > 0 ? `${lines} are left by ${flags}` : `${lines} match ${flags}`;
}

function flagsOf({ lines: { grep, exclude, levels, where } }: LogsRequest): readonly string[] {
  return [
    ...(grep.length > 0 ? ["--grep"] : []),
    ...(exclude.length > 0 ? ["--exclude"] : []),
    ...(levels === undefined ? [] : ["--level"]),
    ...(where === undefined ? [] : ["--where"]),
  ];
}

/** The flags that bound the wanted time, as they were given. */
export function timeFlagsOf({ window }: LogsRequest): readonly { readonly flag: string; readonly value: string }[] {
  const { since, sinceTime, after, until, before } = window;
  return Object.entries({ since, "since-time": sinceTime, after, until, before }).flatMap(([name, value]) =>
    value === undefined ? [] : [{ flag: `--${name}`, value }],
  );
}

function missingFields(
  census: FieldCensus,
  { analysis }: LogsRequest,
): { readonly text: string; readonly hint: string } | undefined {
  const missing = census.missing();
  if (missing.length === 0) return undefined;
  const names = missing.map(({ name }) => JSON.stringify(name)).join(", ");
  const near = [
    ...new Set(
      missing.flatMap(({ name, near: keys }) => [
        ...(analysis?.kind === "counts" ? nearNames(name.toLowerCase(), countNames) : []),
        ...keys,
      ]),
    ),
  ];
  const { keys } = census;
  const more = keys.length > mostListed ? ` and ${keys.length - mostListed} more` : "";
  const hint =
    near.length > 0
      ? `did you mean ${near.join(" or ")}?`
      : keys.length > 0
        ? `there are: ${keys.slice(0, mostListed).join(", ")}${more}`
        : "fields are those of JSON and of key=value pairs, and no line has any; --grep looks for text";
  return { text: `no line has the ${missing.length === 1 ? "field" : "fields"} ${names}`, hint };
}

const mostListed = 8;
