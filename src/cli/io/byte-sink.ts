/** Where the bytes of standard output go: a file descriptor, or what a test collects. */
export interface ByteSink {
  readonly isTerminal: boolean;
  /** Width of the terminal; absent when it is none. */
  readonly columns?: number | undefined;
  /** Whether it is a file on a disk: then nobody looks at it while it is written. */
  readonly isFile: boolean;
  /**
   * Writes bytes from `offset` on, without blocking the process.
   * @returns how many were written, at least one.
   * Rejects with the system's error and its `code`: EAGAIN, EPIPE, ENOSPC.
   */
  write(bytes: Buffer, offset: number, length: number): Promise<number>;
}

/** Where messages to the user go: standard error. */
export interface TextSink {
  readonly isTerminal: boolean;
  /** Width of the terminal; 80 when it is none. */
  readonly columns: number;
  /** Never throws: who closed standard error wants to hear nothing. */
  write(text: string): void;
}
