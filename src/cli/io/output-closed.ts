/** Thrown, and given as the reason of an abort, when the reader of standard output is gone: the end of a run, not a failure. */
export class OutputClosed extends Error {
  override readonly name = "OutputClosed";

  constructor() {
    super("the reader of standard output is gone");
  }
}
