/** Where the bytes of a body lie until its reader takes them. */
export interface ArrivedBytes {
  /** How many lie there. */
  readonly heldBytes: number;
  /** Whether there is something to take; a part of what lies there may better wait for what comes behind it. */
  readonly hasNews: boolean;
  /** Gives what there is to the reader, whose memory it is from then on. */
  take(): readonly Buffer[];
  /** Nothing comes behind what is there: no part of it is to wait any more. */
  end(): void;
  /** Forgets what is there. */
  drop(): void;
}

/** Pieces as they came, each in memory of its own. */
export class ArrivedChunks implements ArrivedBytes {
  heldBytes = 0;
  #chunks: Buffer[] = [];

  get hasNews(): boolean {
    return this.#chunks.length > 0;
  }

  put(chunk: Buffer): void {
    this.#chunks.push(chunk);
    this.heldBytes += chunk.length;
  }

  take(): readonly Buffer[] {
    const chunks = this.#chunks;
    this.drop();
    return chunks;
  }

  end(): void {}

  drop(): void {
    this.#chunks = [];
    this.heldBytes = 0;
  }
}
