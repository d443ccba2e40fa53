import { KtError } from "../../errors/kt-error.ts";
import { parseColumns } from "../../render/columns.ts";
import type { OutputFormat } from "../../render/renderer.ts";
import type { TimestampForm } from "../../time/timestamp-writer.ts";
import { type Flags, readChoice } from "../arguments/flags.ts";
import type { OutputRequest } from "./logs-request.ts";

/**
 * Reads what printed lines shall look like.
 * @throws KtError KT_USAGE.
 */
export function readOutputRequest(flags: Flags): OutputRequest {
  const format = flags.choice("output", ["text", "raw", "json"]) ?? "text";
  const columns = flags.filled("columns");
  const prefix = flags.isOn("prefix");
  const timestamps = readTimestamps(flags);
  if (format !== "text") {
    if (columns !== undefined) throw conflict("--columns", format);
    if (prefix === true) throw conflict("--prefix", format);
    // JSON has every timestamp anyway, in this one form.
    if (timestamps !== undefined && (format === "raw" || timestamps !== "rfc3339"))
      throw conflict("--timestamps", format);
  }
  return {
    format,
    columns: columns === undefined ? undefined : parseColumns(columns),
    prefix: prefix === undefined ? "columns" : prefix ? "kubectl" : "none",
    timestamps,
    color: flags.choice("color", ["auto", "always", "never"]) ?? "auto",
  };
}

function readTimestamps(flags: Flags): TimestampForm | undefined {
  const text = flags.text("timestamps");
  if (text === undefined || /^(?:0|f|false)$/i.test(text)) return undefined;
  if (text === "" || /^(?:1|t|true)$/i.test(text)) return "rfc3339";
  return readChoice<TimestampForm>("--timestamps", text, ["rfc3339", "short", "relative", "unix"]);
}

function conflict(flag: string, format: Exclude<OutputFormat, "text">): KtError {
  const reason = format === "raw" ? "raw output is only what was logged" : "JSON always has all columns and timestamps";
  return new KtError("KT_USAGE", `${flag} and -o ${format} cannot go together: ${reason}`, {
    hint: `leave out ${flag} or -o ${format}`,
  });
}
