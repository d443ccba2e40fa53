import { formatGoLayout } from "../../time/go-layout.ts";
import type { TimeZone } from "../../time/time-zone.ts";
import type { Instant } from "../../time/timestamp.ts";
import { TemplateFault } from "./template-error.ts";

/** The colour of a pod or a container, as `{{color .PodColor .PodName}}` takes it. */
export class TemplateColor {
  /** Puts the text into the colour. */
  readonly paint: (text: string) => string;

  constructor(paint: (text: string) => string) {
    this.paint = paint;
  }

  toJSON(): undefined {
    return undefined;
  }
}

/** A moment, as `toUTC` makes it. */
export class TemplateTime {
  readonly instant: Instant;
  readonly zone: TimeZone;

  constructor(instant: Instant, zone: TimeZone) {
    this.instant = instant;
    this.zone = zone;
  }

  /** As Go prints a time. */
  toString(): string {
    return formatGoLayout(this.instant, this.zone, "2006-01-02 15:04:05.999999999 -0700 MST");
  }

  toJSON(): string {
    return formatGoLayout(this.instant, this.zone, "RFC3339Nano");
  }
}

/** Whether a value counts as true: not nil, false, 0, or empty. */
export function isTrue(value: unknown): boolean {
  if (Array.isArray(value)) return value.length > 0;
  if (isRecord(value)) return !isPlain(value) || Object.keys(value).length > 0;
  return value !== undefined && value !== null && value !== false && value !== 0 && value !== 0n && value !== "";
}

/** A value as `{{X}}` prints it: as Go's `%v` does, and `<no value>` for what is not there. */
export function printed(value: unknown): string {
  if (typeof value === "string") return value;
  return value === undefined || value === null ? "<no value>" : textOf(value);
}

/** A value as text; empty for what is not there. */
export function argumentText(value: unknown): string {
  if (typeof value === "string") return value;
  return value === undefined || value === null ? "" : textOf(value);
}

/** Go's `%v`: lists as `[a b]`, objects as `map[a:1 b:2]` with sorted keys. */
export function textOf(value: unknown): string {
  if (typeof value === "string") return value;
  if (value === undefined || value === null) return "<nil>";
  if (Array.isArray(value)) return `[${value.map(textOf).join(" ")}]`;
  if (value instanceof TemplateTime) return value.toString();
  if (value instanceof TemplateColor) return "";
  if (typeof value === "number") return numberText(value);
  if (typeof value === "bigint" || typeof value === "boolean") return String(value);
  if (!isRecord(value)) return "";
  const pairs = Object.entries(value).filter(([, item]) => item !== undefined);
  pairs.sort(([a], [b]) => (a < b ? -1 : 1));
  return `map[${pairs.map(([key, item]) => `${key}:${textOf(item)}`).join(" ")}]`;
}

function numberText(value: number): string {
  // Go writes at least two digits of an exponent.
  return String(value).replace(/e([+-])(\d)$/u, "e$10$2");
}

/** A field of an object; undefined when it has none. @throws TemplateFault for a field of what is no object. */
export function fieldOf(value: unknown, name: string): unknown {
  if (value === undefined || value === null) return undefined;
  if (!isRecord(value) || !isPlain(value)) {
    throw new TemplateFault(`.${name} is asked of ${kindOf(value)}, and only an object has fields`);
  }
  return Object.hasOwn(value, name) ? value[name] : undefined;
}

/** What a value is, in words. */
export function kindOf(value: unknown): string {
  if (value === undefined || value === null) return "nothing";
  if (Array.isArray(value)) return "a list";
  if (value instanceof TemplateColor) return "a colour";
  if (value instanceof TemplateTime) return "a time";
  if (typeof value === "object") return "an object";
  return typeof value === "string" ? "a text" : typeof value === "boolean" ? "true or false" : "a number";
}

/** Whether the value is an object or a list. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null;
}

function isPlain(value: object): boolean {
  return !Array.isArray(value) && !(value instanceof TemplateColor) && !(value instanceof TemplateTime);
}
