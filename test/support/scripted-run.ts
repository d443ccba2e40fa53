import { formatTimestamp } from "../../src/time/timestamp.ts";

/** One run of the container. */
export class Run {
  readonly id: string;
  readonly number: number;
  /** Those that are left; the last one is the current one. */
  files: LogFile[] = [new LogFile(0)];
  isRunning = true;
  /** Whether the runtime has deleted it. */
  isGone = false;
  readonly startedAt: number;
  finishedAt = 0;

  constructor(number: number, startedAt: number) {
    this.number = number;
    this.id = `test://run-${number}`;
    this.startedAt = startedAt;
  }

  get file(): LogFile {
    return this.files.at(-1) as LogFile;
  }
}

/** One log file; a reader that has it open goes on reading it when it is rotated. */
export class LogFile {
  /** Which of its run's it is, from 0. */
  readonly number: number;
  readonly lines: Line[] = [];

  constructor(number: number) {
    this.number = number;
  }
}

/** One line of a log file. */
export interface Line {
  readonly at: number;
  readonly bytes: Buffer;
  /** How many pieces the runtime cut it into. */
  readonly pieces: number;
  /** Whether it ends with a newline. */
  readonly isWhole: boolean;
}

/** The timestamp of a moment, given in nanoseconds since 1970. */
export function stamp(at: number): string {
  const seconds = Math.floor(at / 1e9);
  return formatTimestamp({ seconds, nanos: at - seconds * 1e9 });
}
