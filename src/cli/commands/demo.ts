import type { CommandModule } from "yargs";
import type { Io } from "../io/io.ts";
import { demoOutline } from "../outlines/demo.ts";
import { createCommandModule, type Finish } from "./command-module.ts";

/** `kubectl kt demo`. */
export function createDemoCommand(io: Io, finish: Finish): CommandModule {
  return createCommandModule(demoOutline, finish, async (flags) => {
    const { runDemo } = await import("../demo/run-demo.ts");
    return await runDemo(flags, io);
  });
}
