import type { CaptureFormat } from "../format-name.ts";
import { CriLines } from "../../logfiles/cri-lines.ts";
import { JsonFileLines } from "./json-file-lines.ts";
import { JsonLines } from "./json-lines.ts";
import type { LineFormat } from "../../stream/line-format.ts";
import type { LineFormatContext } from "./line-format-context.ts";
import { PlainLines } from "./plain-lines.ts";
import { TimestampedCaptureLines } from "./timestamped-lines.ts";

/** What reads the lines of a format. */
export function createFormat(format: CaptureFormat, context: LineFormatContext): LineFormat {
  switch (format) {
    case "json":
      return new JsonLines(context, "kubectl-kt");
    case "stern":
      return new JsonLines(context, "stern");
    case "json-file":
      return new JsonFileLines(context);
    case "cri":
      return new CriLines(context.sourceOf(context.facts), { keepsUnknown: true });
    case "prefix":
      return new TimestampedCaptureLines(context, { hasPrefix: true });
    case "timestamps":
      return new TimestampedCaptureLines(context, { hasPrefix: false });
    case "plain":
      return new PlainLines(context);
  }
}
