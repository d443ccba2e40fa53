import { Level } from "../text/level/level.ts";
import { levelOf } from "../text/level/level-of.ts";
import type { ColorLevel } from "./color-level.ts";
import { paintLevel } from "./level-colors.ts";

/**
 * What a kubelet, a container runtime or an event says about a pod, short enough to stand between the lines of the pod on a
 * terminal: without the time, the place in a program and the names that the columns tell, IDs by their beginnings. What is ordinary
 * is faint; what is not says so in front.
 */
export class BesideMessages {
  readonly #colors: ColorLevel;

  constructor(colors: ColorLevel) {
    this.#colors = colors;
  }

  /** The message as it is shown; it may hold what a terminal must not get, as the message itself. */
  show(bytes: Buffer, start: number, end: number): Buffer {
    const level = levelOf(bytes, start, end);
    const text = condensed(bytes.toString("latin1", start, end));
    const isOrdinary = level === Level.unknown || level < Level.warn;
    const word = level === Level.warn ? "warning" : level === Level.error ? "error" : "fatal";
    const shown = isOrdinary
      ? paintLevel(this.#colors, Level.debug, text)
      : `${paintLevel(this.#colors, level, word)} ${text}`;
    return Buffer.from(shown, "latin1");
  }
}

function condensed(text: string): string {
  const event = /^\[(?:Normal|Warning)\] /.exec(text);
  if (event !== null) return shortened(text.slice(event[0].length));
  const klog = /^[IWEF]\d{4} \d\d:\d\d:\d\d\.\d+ +\d+ [^\]]*\] /.exec(text);
  if (klog !== null) return shortened(unquoted(text.slice(klog[0].length)).replaceAll(podOfLine, ""));
  const logfmt = /^time="[^"]*" level=\w+ msg=/.exec(text);
  return shortened(logfmt === null ? text : unquoted(text.slice(logfmt[0].length)));
}

/** With the text in quotes at the beginning as it was before it was quoted; quotes within others without backslashes. */
function unquoted(text: string): string {
  const quoted = /^"((?:[^"\\]|\\.)*)"/.exec(text);
  const plain = quoted === null ? text : `${quoted[1]}${text.slice(quoted[0].length)}`;
  return plain.replaceAll(/\\+(["\\])/g, "$1");
}

/** Which pod it is stands in front of the line. */
const podOfLine = / (?:pod="[^"]*"|podUID="?[0-9a-f-]+"?|podID="?[0-9a-f-]+"?)/g;

function shortened(text: string): string {
  return text.replaceAll(
    /\b([0-9a-f]{12})[0-9a-f]{52}\b|([0-9a-f]{8})-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}/g,
    `$1$2${ellipsis}`,
  );
}

/** In bytes, as everything here. */
const ellipsis = Buffer.from("…").toString("latin1");
