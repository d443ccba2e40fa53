import assert from "node:assert/strict";
import { caughtUp } from "../../src/stream/source.ts";
import { HandSource } from "./hand-source.ts";

/** Sources whose backlog is over, numbered from 0. */
export function liveSources(count: number): HandSource[] {
  return Array.from({ length: count }, (_, id) => new HandSource(`s${id}`, [caughtUp]));
}

/** Every source was closed, once, and no reading of one goes on. */
export function assertClosedOnce(sources: readonly HandSource[]): void {
  for (const source of sources) {
    assert.equal(source.disposedCount, 1, `${source.name} was disposed of ${source.disposedCount} times`);
    assert.equal(source.finishedCount, source.readCount, `a reading of ${source.name} goes on`);
  }
}
