import type { ReadOptions } from "./piece-renderer.ts";
import type { WriteLog } from "./log-reader.ts";

/**
 * Serves a log without files: it is handed the options of each read and sends what it likes, already in
 * the form of `pods/log`. For benchmarks, where rendering would cost more than the client.
 */
export interface LogSupply {
  /** Sends one read's answer; a follow goes on until `signal`. */
  read(options: ReadOptions, write: WriteLog, signal: AbortSignal): Promise<void>;
}
