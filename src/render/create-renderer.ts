import { FieldProjection } from "../text/fields/field-projection.ts";
import { JsonRenderer } from "./json-renderer.ts";
import { RecordRenderer } from "./record-renderer.ts";
import { csvSyntax, logfmtSyntax } from "./record-syntax.ts";
import type { Renderer, RenderOptions } from "./renderer.ts";
import { TemplateRenderer } from "./template-renderer.ts";
import { TextRenderer } from "./text-renderer.ts";

/** The renderer for these options. */
export function createRenderer(options: RenderOptions): Renderer {
  if (options.template !== undefined) return new TemplateRenderer(options, options.template);
  switch (options.format) {
    case "json":
      return new JsonRenderer(
        options.fields === undefined ? undefined : new FieldProjection(options.fields, options.census),
      );
    case "csv":
      return new RecordRenderer(options, csvSyntax);
    case "logfmt":
      return new RecordRenderer(options, logfmtSyntax);
    default:
      return new TextRenderer(options);
  }
}
