import type { WrittenLevel } from "./written-text.ts";

/** What a run of `kubectl kt logs` is asked for, as a test knows it before there are words for it. */
export interface Wanted {
  /** Only containers of these names. */
  readonly containers?: readonly string[];
  readonly excludedContainers?: readonly string[];
  readonly hasInitContainers: boolean;
  readonly instances: "current" | "previous" | "all";
  readonly isHistory: boolean;
  /** Bounds in nanoseconds since 1970. */
  readonly since?: bigint;
  readonly after?: bigint;
  readonly until?: bigint;
  readonly before?: bigint;
  readonly stream?: "stdout" | "stderr";
  readonly grep: readonly string[];
  readonly exclude: readonly string[];
  readonly isCaseIgnored: boolean;
  readonly isFixed: boolean;
  readonly levels?: readonly WrittenLevel[];
  readonly where?: WantedFields;
  readonly isMultiline: boolean;
  readonly contextBefore: number;
  readonly contextAfter: number;
  readonly tailEach?: number;
  readonly tail?: number;
  readonly head?: number;
  readonly limitBytes?: number;
}

/** A condition on fields, in the words of `--where` and as a function. */
export interface WantedFields {
  readonly words: string;
  readonly holds: (fields: Readonly<Record<string, string | number>>, level: WrittenLevel) => boolean;
}
