import { gzipSync } from "node:zlib";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { piecesOf } from "../../../src/demo/server/logs/container-log.ts";
import type { Dice } from "./dice.ts";
import { timeText, type WrittenContainer, type WrittenLine } from "./written-world.ts";

/** Files that a world was saved in. */
export interface SavedWorld {
  readonly format: "cri" | "timestamps";
  /** In the order of the containers. */
  readonly paths: readonly string[];
}

/** Saves the log of each container's current run in a file of its own, in a format that tells the time of each line. */
export function saveWorld(dice: Dice, containers: readonly WrittenContainer[], folder: string): SavedWorld {
  const format = dice.pick(["cri", "timestamps"] as const);
  const paths = containers.map(({ instances }, place) => {
    const lines = instances.at(-1)?.currentLines ?? [];
    const bytes = format === "cri" ? inCri(lines) : withTimestamps(lines);
    const isCompressed = dice.chance(0.3);
    const path = join(folder, `saved-${place}.log${isCompressed ? ".gz" : ""}`);
    writeFileSync(path, isCompressed ? gzipSync(bytes) : bytes);
    return path;
  });
  return { format, paths };
}

/** As a container runtime writes it, long lines in pieces. */
function inCri(lines: readonly WrittenLine[]): Buffer {
  const pieces = lines.flatMap(({ bytes, stream, at }) =>
    piecesOf(Buffer.concat([bytes, Buffer.from("\n")]), stream, () => timeText(at)),
  );
  return Buffer.concat(
    pieces.flatMap(({ timestamp, stream, tag, message }) => [
      Buffer.from(`${timestamp} ${stream} ${tag} `),
      message,
      Buffer.from("\n"),
    ]),
  );
}

/** As `kubectl logs --timestamps` prints it. */
function withTimestamps(lines: readonly WrittenLine[]): Buffer {
  return Buffer.concat(lines.flatMap(({ bytes, at }) => [Buffer.from(`${timeText(at)} `), bytes, Buffer.from("\n")]));
}
