import type { CommandOutline } from "./command-outline.ts";
import { completionOutline } from "./completion.ts";
import { configOutline } from "./config.ts";
import { demoOutline } from "./demo.ts";
import { diagnoseOutline } from "./diagnose.ts";
import { filesOutline } from "./files.ts";
import { logsOutline } from "./logs.ts";
import { nodeLogsOutline } from "./node-logs.ts";
import { versionOutline } from "./version.ts";

/** Every command, in the order of help. */
export const allCommands: readonly CommandOutline[] = [
  logsOutline,
  nodeLogsOutline,
  filesOutline,
  diagnoseOutline,
  demoOutline,
  configOutline,
  completionOutline,
  versionOutline,
];
