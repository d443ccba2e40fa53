import { EntryFlag } from "../stream/block.ts";
import type { ViewedBytes } from "../text/copy-bytes.ts";
import type { ColumnName } from "./columns.ts";
import { csvField, writeCsvText } from "./csv-text.ts";
import { writeJsonText } from "./json-string.ts";
import type { OutputBuffer } from "./output-buffer.ts";

/** How a record and its fields are written. */
export interface RecordSyntax {
  /** What stands before all records; may be empty. */
  header(columns: readonly ColumnName[]): string;
  /** A field with what parts it from the one before; the text is undefined where it does not apply. */
  field(column: ColumnName, text: string | undefined, isFirst: boolean): string;
  /** What stands around a field that is written apart: a timestamp or a message. */
  around(column: "timestamp" | "message", isFirst: boolean): readonly [before: string, after: string];
  /** Writes the message as it stands between what is around it. */
  writeMessage(from: ViewedBytes, start: number, end: number, out: OutputBuffer): void;
  /** The end of a record whose entry has these flags. */
  ending(flags: number): string;
}

/** CSV by RFC 4180: a header, lines that end with CR LF, the message always in quotes. Bytes that are no UTF-8 stay as they are. */
export const csvSyntax: RecordSyntax = {
  header: (columns) => `${columns.join(",")}\r\n`,
  field: (_, text, isFirst) => `${isFirst ? "" : ","}${csvField(text ?? "")}`,
  around: (column, isFirst) => {
    const quote = column === "message" ? '"' : "";
    return [`${isFirst ? "" : ","}${quote}`, quote];
  },
  writeMessage: writeCsvText,
  ending: () => "\r\n",
};

/** logfmt: `key=value` with spaces between, values in quotes with the escapes of JSON where they need it; what does not apply is left out. */
export const logfmtSyntax: RecordSyntax = {
  header: () => "",
  field: (column, text, isFirst) => (text === undefined ? "" : `${isFirst ? "" : " "}${column}=${logfmtValue(text)}`),
  around: (column, isFirst) => {
    const quote = column === "message" ? '"' : "";
    return [`${isFirst ? "" : " "}${column}=${quote}`, quote];
  },
  writeMessage: writeJsonText,
  ending: (flags) => {
    const late = (flags & EntryFlag.late) === 0 ? "" : " late=true";
    const untimed = (flags & EntryFlag.untimed) === 0 ? "" : " untimed=true";
    return `${late}${untimed}\n`;
  },
};

function logfmtValue(text: string): string {
  return text === "" || /[\s"=\\\p{Cc}]/u.test(text) ? JSON.stringify(text) : text;
}
