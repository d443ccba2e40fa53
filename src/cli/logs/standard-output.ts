import type { Renderer } from "../../render/renderer.ts";
import type { OutputWriter } from "../io/output-writer.ts";
import type { EntryOutput } from "./entry-output.ts";

/** Entries as a renderer writes them, on standard output. */
export function standardOutput(renderer: Renderer, writer: OutputWriter): EntryOutput {
  return {
    setSources: (live) => renderer.setSources(live),
    render: (batch) => renderer.render(batch, writer.buffer),
    get takenBytes() {
      return writer.takenBytes;
    },
    room: () => writer.room(),
    written: () => writer.written(),
    end: () => writer.end(),
    summary: () => undefined,
  };
}
