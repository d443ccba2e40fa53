/** Where reading begins. */
export interface FilePlace {
  /** Of the file, among those that were given. */
  readonly index: number;
  /** In its stored bytes; 0 in a compressed one. */
  readonly offset: number;
}
