import { KtError } from "../../errors/kt-error.ts";
import { parseColorList } from "../../render/color-list.ts";
import { type ColumnChoice, parseColumns } from "../../render/columns.ts";
import type { OutputFormat } from "../../render/renderer.ts";
import { nearNames } from "../../text/near-names.ts";
import type { TimestampForm } from "../../time/timestamp-writer.ts";
import { type Flags, readChoice } from "../arguments/flags.ts";
import { atHome } from "../config/home-path.ts";
import type { Io } from "../io/io.ts";
import type { OutputRequest } from "./logs-request.ts";
import { readOutputTemplate } from "./output-template.ts";

/**
 * Reads what printed lines shall look like.
 * @param kind.isTimeline Whether lines of several kinds shall be seen in their order: then text tells times unless it is said otherwise.
 * @throws KtError KT_USAGE.
 */
export async function readOutputRequest(
  flags: Flags,
  io: Io,
  { isTimeline }: { readonly isTimeline: boolean },
): Promise<OutputRequest> {
  const template = await readOutputTemplate(flags, io);
  const folder = readFolder(flags, io);
  const format = template !== undefined ? readTemplateFormat(flags) : folder === undefined ? readFormat(flags) : "raw";
  const name = folder === undefined ? format : "dir";
  const columns = flags.filled("columns");
  const prefix = flags.isOn("prefix");
  const timestamps = readTimestamps(flags);
  if (format === "raw" || format === "json" || format === "template") {
    if (columns !== undefined) throw conflict("--columns", name);
    // JSON has every timestamp anyway, in this one form.
    const isRefused = format === "raw" || (format === "json" && timestamps !== "rfc3339");
    if (timestamps !== undefined && isRefused) throw conflict("--timestamps", name);
  }
  const areTimesUsual =
    isTimeline && format === "text" && columns === undefined && flags.text("timestamps") === undefined;
  const fields = flags.names("fields");
  if (fields.length > 0 && format !== "text" && format !== "json") throw conflict("--fields", name);
  if (format !== "text" && prefix === true) throw conflict("--prefix", name);
  const isPretty = flags.isOn("pretty") === true;
  if (format !== "text" && isPretty) throw conflict("--pretty", name);
  const choice = columns === undefined ? undefined : parseColumns(columns);
  if (choice !== undefined && format === "text" && !hasMessage(choice)) {
    const flag = fields.length > 0 ? "--fields" : isPretty ? "--pretty" : undefined;
    if (flag !== undefined) throw withoutMessage(flag, choice);
  }
  return {
    format,
    folder,
    template,
    columns: choice,
    isPretty,
    prefix: prefix === undefined ? "columns" : prefix ? "kubectl" : "none",
    fields: fields.length === 0 ? undefined : fields,
    timestamps: areTimesUsual ? "short" : timestamps,
    color: flags.choice("color", ["auto", "always", "never"]) ?? "auto",
    colors: { pods: readColors(flags, "pod-colors"), containers: readColors(flags, "container-colors") },
  };
}

function hasMessage(choice: ColumnChoice): boolean {
  return "only" in choice ? choice.only.includes("message") : !choice.remove.includes("message");
}

function withoutMessage(flag: string, choice: ColumnChoice): KtError {
  const hint =
    "only" in choice ? `--columns ${[...choice.only, "message"].join(",")}` : "leave -message out of --columns";
  return new KtError(
    "KT_USAGE",
    `${flag} and --columns without message cannot go together: the message is what ${flag} shows in another way`,
    { hint },
  );
}

function readColors(flags: Flags, name: "pod-colors" | "container-colors"): readonly string[] | undefined {
  const list = flags.filled(name);
  return list === undefined ? undefined : parseColorList(`--${name}`, list);
}

const formats = ["text", "raw", "json", "logfmt", "csv"] as const;

function readFolder(flags: Flags, { env }: Io): string | undefined {
  const output = flags.text("output");
  if (output !== "dir" && output?.startsWith("dir=") !== true) return undefined;
  const path = output.slice("dir=".length);
  if (path === "") throw new KtError("KT_USAGE", "-o dir names no folder", { hint: "example: -o dir=./logs" });
  // A shell does not put the home folder in place of ~ behind `dir=`.
  return atHome(path, env);
}

function readFormat(flags: Flags): OutputFormat {
  const output = flags.text("output");
  // stern's name for it.
  if (output === undefined || output === "default") return "text";
  const format = formats.find((name) => name === output);
  if (format !== undefined) return format;
  const journalctl = journalctlFormats.get(output);
  if (journalctl !== undefined) {
    throw new KtError("KT_USAGE", `--output ${JSON.stringify(output)} is a format of journalctl`, { hint: journalctl });
  }
  const names = [...formats, "template=TEXT", "dir=PATH", "extjson", "ppextjson"];
  const near = nearNames(output, names)[0];
  throw new KtError("KT_USAGE", `--output ${JSON.stringify(output)} is none of ${names.join(", ")}`, {
    hint: near === undefined ? "example: -o json" : `did you mean -o ${near}?`,
  });
}

/** What comes nearest to formats that users of journals know. */
const journalctlFormats: ReadonlyMap<string, string> = new Map([
  ["cat", "-o raw has only what was logged"],
  ["short", "--timestamps=short has times before the lines"],
  ["short-precise", "--timestamps has exact times before the lines"],
  ["short-iso", "--timestamps has exact times before the lines"],
  ["short-iso-precise", "--timestamps has exact times before the lines"],
  ["short-unix", "--timestamps=unix has such times before the lines"],
]);

/** A template is the format; another one beside `--template` is a contradiction. */
function readTemplateFormat(flags: Flags): OutputFormat {
  const output = flags.filled("output");
  const name = output?.startsWith("dir=") === true ? "dir" : output;
  if (name !== undefined && (name === "dir" || (formats as readonly string[]).includes(name))) {
    throw conflict("a template", name);
  }
  return "template";
}

function readTimestamps(flags: Flags): TimestampForm | undefined {
  const text = flags.text("timestamps");
  if (text === undefined || /^(?:0|f|false)$/i.test(text)) return undefined;
  if (text === "" || /^(?:1|t|true)$/i.test(text)) return "rfc3339";
  return readChoice<TimestampForm>("--timestamps", text, ["rfc3339", "short", "relative", "unix"], "=");
}

const reasons: Readonly<Record<string, string>> = {
  raw: "raw output is only what was logged",
  json: "JSON always has all columns and timestamps",
  template: "the template says what is written",
  dir: "its files hold every time and message as they were logged",
};

function conflict(flag: string, format: string): KtError {
  const reason =
    flag === "a template" ? "both say how a line is written" : (reasons[format] ?? "its columns are named");
  return new KtError("KT_USAGE", `${flag} and -o ${format} cannot go together: ${reason}`, {
    hint: `leave out ${flag} or -o ${format}`,
  });
}
