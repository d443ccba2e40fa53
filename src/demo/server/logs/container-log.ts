import { LogFile } from "./log-file.ts";

/** Where a container wrote a line to. */
export type StreamName = "stdout" | "stderr";

/** One piece as the runtime writes it. */
export interface LogPiece {
  /** RFC 3339 with up to nine digits; an offset other than Z is kept, as the kubelet keeps it. */
  readonly timestamp: string;
  readonly stream: StreamName;
  /** `P` when the line goes on in the next piece. */
  readonly tag: "P" | "F";
  readonly message: Buffer;
}

/** What someone who follows the log is told. */
export interface LogWatcher {
  /** The current file has grown. */
  grown(): void;
  /** A new current file was made by a rotation. */
  created(): void;
  /** The container has ended: nothing will be written any more. */
  ended(): void;
}

/** The longest message of one piece, in bytes (containerd's `max_container_log_line_size`). */
const maxPieceBytes = 16_384;

/**
 * The log of one instance of a container: its current file and the rotated ones that are left. Files
 * are named after the restart count, as the kubelet names them in
 * `/var/log/pods/NAMESPACE_NAME_UID/CONTAINER/`.
 */
export class ContainerLog {
  /** The current file is the last. */
  readonly files: LogFile[];
  readonly #watchers = new Set<LogWatcher>();
  readonly #maxFiles: number;
  #hasEnded = false;
  #rotatedMs = Number.NEGATIVE_INFINITY;

  constructor(restartCount: number, maxFiles = 5) {
    this.files = [new LogFile(`${restartCount}.log`)];
    this.#maxFiles = maxFiles;
  }

  /** The file that is written to. */
  get current(): LogFile {
    const file = this.files.at(-1);
    if (file === undefined) throw new Error("a container log always has a current file");
    return file;
  }

  /** Whether the container has ended. */
  get hasEnded(): boolean {
    return this.#hasEnded;
  }

  /** Writes pieces as they are, and tells the watchers once. */
  append(...pieces: readonly LogPiece[]): void {
    for (const { timestamp, stream, tag, message } of pieces) {
      this.current.append(Buffer.concat([Buffer.from(`${timestamp} ${stream} ${tag} `, "latin1"), message, newline]));
    }
    for (const watcher of this.#watchers) watcher.grown();
  }

  /**
   * Renames the current file with the date behind its name, compresses the one before, begins a new one, and deletes
   * the oldest beyond the limit (kubernetes v1.36.3 pkg/kubelet/logs/container_log_manager.go).
   */
  rotate(nowMs: number): void {
    const rotated = this.current;
    const before = this.files.at(-2);
    if (before !== undefined) before.name += ".gz";
    const name = rotated.name;
    // The kubelet looks every few seconds, so no two of its files have the same date.
    this.#rotatedMs = Math.max(Math.floor(nowMs / 1000) * 1000, this.#rotatedMs + 1000);
    rotated.name = `${name}.${dateSuffix(this.#rotatedMs)}`;
    this.files.push(new LogFile(name));
    while (this.files.length > this.#maxFiles) this.files.shift();
    for (const watcher of this.#watchers) watcher.created();
  }

  /** Says that the container has ended. */
  end(): void {
    this.#hasEnded = true;
    for (const watcher of this.#watchers) watcher.ended();
  }

  /** Tells `watcher` of what comes until the returned function is called. */
  watch(watcher: LogWatcher): () => void {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  }
}

const newline = Buffer.from("\n");

/**
 * The pieces of what a process wrote, as containerd cuts them (containerd v2
 * internal/cri/io/logger.go): at newlines and at {@link maxPieceBytes}; an end without a newline is a
 * piece with the tag `P`. `timestampOf` is asked once for each piece.
 */
export function piecesOf(written: Buffer, stream: StreamName, timestampOf: () => string): LogPiece[] {
  const pieces: LogPiece[] = [];
  for (let start = 0; start < written.length; ) {
    const newlineAt = written.indexOf(10, start);
    const end = newlineAt < 0 ? written.length : newlineAt;
    for (; end - start > maxPieceBytes; start += maxPieceBytes) {
      const message = written.subarray(start, start + maxPieceBytes);
      pieces.push({ timestamp: timestampOf(), stream, tag: "P", message });
    }
    const tag = newlineAt < 0 ? "P" : "F";
    pieces.push({ timestamp: timestampOf(), stream, tag, message: written.subarray(start, end) });
    start = end + 1;
  }
  return pieces;
}

function dateSuffix(nowMs: number): string {
  const digits = new Date(nowMs).toISOString().replace(/[-:]/g, "").slice(0, 15);
  return digits.replace("T", "-");
}
