/** A pattern that cannot be read. Never leaves this folder: callers get a KtError. */
export class PatternError extends Error {
  /** Index of the character in the pattern where the fault is, from 0. */
  readonly place: number;

  constructor(message: string, place: number) {
    super(message);
    this.place = place;
  }
}
