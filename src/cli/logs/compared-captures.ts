import { createCaptureSource } from "../../captures/capture-source.ts";
import { KtError } from "../../errors/kt-error.ts";
import type { FilterFactory } from "../../filter/block-filter.ts";
import { mergeFinished } from "../../stream/merge-finished.ts";
import type { Notice, Notices } from "../../stream/notice.ts";
import type { SourceFacts, SourceInfo } from "../../stream/source-info.ts";
import type { EntryOutput } from "./entry-output.ts";
import { filteredSource } from "./filtered-source.ts";
import { findCaptures } from "./merge-captures.ts";
import type { RunContext } from "./run-context.ts";
import { SourceRegistry } from "./source-registry.ts";

/** How what is compared with is read. */
export interface ReferenceReading {
  readonly filter: FilterFactory | undefined;
  readonly output: EntryOutput;
  /** Takes all of its sources, so that its lines can be told from others. */
  readonly sources: Set<SourceInfo>;
}

/**
 * Reads the saved log that `--diff` names, through the same filters as what is compared with it.
 * @throws KtError KT_CAPTURE when nothing of it can be read: everything would seem to be new.
 */
export async function readReference(
  path: string,
  { filter, output, sources }: ReferenceReading,
  context: RunContext,
): Promise<void> {
  const { io, run } = context;
  const failures: Notice[] = [];
  // Where all of it fails that is one error, and not one more for each file.
  const notices: Notices = {
    notice: (notice) => {
      if (notice.level === "error") failures.push(notice);
      else context.notices.notice(notice);
    },
  };
  const inputs = await findCaptures({ paths: [path], format: undefined }, false, context);
  const registry = new SourceRegistry();
  const sourceOf = (facts: SourceFacts): SourceInfo => {
    const source = registry.addFacts(facts);
    sources.add(source);
    return source;
  };
  const environment = { notices, clock: io.clock, nowMs: io.nowMs, sourceOf };
  const logs = inputs.map((input) => {
    const source = createCaptureSource(input, { format: undefined, range: {} }, environment);
    return filter === undefined ? source : filteredSource(source, filter, io.clock, true);
  });
  for await (const batch of mergeFinished(logs, { signal: run.signal, notices })) output.render(batch);
  const failed = new Set(failures.map(({ about }) => about));
  if (run.signal.aborted || !inputs.every(({ name }) => failed.has(name))) {
    for (const failure of failures) context.notices.notice(failure);
    return;
  }
  const [first] = failures;
  const where = first?.about === undefined || first.about === path ? "" : `${first.about}: `;
  throw new KtError("KT_CAPTURE", `--diff ${path}: ${where}${first?.message ?? "there is nothing to compare with"}`, {
    hint: "--diff takes previous, rollout, a time before --since (1h), two times (2h..1h), or a saved log",
  });
}
