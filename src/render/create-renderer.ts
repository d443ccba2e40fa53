import { JsonRenderer } from "./json-renderer.ts";
import type { Renderer, RenderOptions } from "./renderer.ts";
import { TextRenderer } from "./text-renderer.ts";

/** The renderer for these options. */
export function createRenderer(options: RenderOptions): Renderer {
  return options.format === "json" ? new JsonRenderer() : new TextRenderer(options);
}
