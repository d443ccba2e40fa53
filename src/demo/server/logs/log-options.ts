import { type Instant, parseTimestamp } from "../../../time/timestamp.ts";
import { parseBoolean, parseInteger } from "../api/query-values.ts";
import { badRequest, invalid, type StatusCause } from "../api/status.ts";
import type { StreamName } from "./container-log.ts";

/** The query of a request to `pods/NAME/log`. */
export interface PodLogOptions {
  readonly container: string | undefined;
  readonly follow: boolean;
  readonly previous: boolean;
  readonly timestamps: boolean;
  readonly sinceSeconds: number | undefined;
  /** Whole seconds: the API server cuts the rest (kubernetes v1.36.3 pkg/registry/core/pod/strategy.go, LogLocation). */
  readonly sinceTime: Instant | undefined;
  readonly tailLines: number | undefined;
  readonly limitBytes: number | undefined;
  readonly stream: StreamName | undefined;
}

/**
 * Reads the query as the API server does: what it does not know it ignores, of several values it takes
 * the first, and of a boolean everything but `0` and `false` is true (k8s.io/apimachinery
 * pkg/runtime/conversion.go, k8s.io/kubernetes pkg/apis/core/validation, ValidatePodLogOptions).
 * @throws StatusError 400 for what cannot be parsed, 422 for what is not allowed.
 */
export function parsePodLogOptions(query: URLSearchParams, podName: string, hasSplitStreams: boolean): PodLogOptions {
  const stream = query.get("stream") ?? undefined;
  const sinceTimeText = query.get("sinceTime") ?? "";
  const options = {
    container: query.get("container") || undefined,
    follow: parseBoolean(query.get("follow")),
    previous: parseBoolean(query.get("previous")),
    timestamps: parseBoolean(query.get("timestamps")),
    sinceSeconds: parseInteger(query.get("sinceSeconds")),
    sinceTime: sinceTimeText === "" || sinceTimeText === "null" ? undefined : parseSinceTime(sinceTimeText),
    tailLines: parseInteger(query.get("tailLines")),
    limitBytes: parseInteger(query.get("limitBytes")),
    stream: stream === "Stdout" ? ("stdout" as const) : stream === "Stderr" ? ("stderr" as const) : undefined,
  };
  const causes = [...wrongValues(options), ...wrongStream(stream, options.tailLines, hasSplitStreams)];
  if (causes.length > 0) throw invalid("PodLogOptions", podName, causes);
  return options;
}

function wrongValues(options: PodLogOptions): StatusCause[] {
  const { tailLines, limitBytes, sinceSeconds, sinceTime } = options;
  const causes: StatusCause[] = [];
  if (tailLines !== undefined && tailLines < 0) {
    causes.push(wrong("tailLines", tailLines, "must be greater than or equal to 0"));
  }
  if (limitBytes !== undefined && limitBytes < 1)
    causes.push(wrong("limitBytes", limitBytes, "must be greater than 0"));
  if (sinceSeconds !== undefined && sinceTime !== undefined) {
    causes.push(forbidden("[]", "at most one of `sinceTime` or `sinceSeconds` may be specified"));
  } else if (sinceSeconds !== undefined && sinceSeconds < 1) {
    causes.push(wrong("sinceSeconds", sinceSeconds, "must be greater than 0"));
  }
  return causes;
}

function wrongStream(
  stream: string | undefined,
  tailLines: number | undefined,
  hasSplitStreams: boolean,
): StatusCause[] {
  if (stream === undefined) return [];
  if (!hasSplitStreams) return [forbidden("stream", "may not be specified")];
  if (!["All", "Stdout", "Stderr"].includes(stream)) {
    const message = `Unsupported value: ${JSON.stringify(stream)}: supported values: "All", "Stderr", "Stdout"`;
    return [{ reason: "FieldValueNotSupported", message, field: "stream" }];
  }
  if (stream === "All" || tailLines === undefined) return [];
  return [forbidden("[]", "`tailLines` and specific `stream` are mutually exclusive for now")];
}

function wrong(field: string, value: number, why: string): StatusCause {
  return { reason: "FieldValueInvalid", message: `Invalid value: ${value}: ${why}`, field };
}

function forbidden(field: string, why: string): StatusCause {
  return { reason: "FieldValueForbidden", message: `Forbidden: ${why}`, field };
}

function parseSinceTime(text: string): Instant {
  // Go takes capital letters only.
  const instant = /^[^tz]*$/.test(text) ? parseTimestamp(text) : undefined;
  if (instant !== undefined) return { seconds: instant.seconds, nanos: 0 };
  const quoted = JSON.stringify(text);
  throw badRequest(`parsing time ${quoted} as "2006-01-02T15:04:05Z07:00": cannot parse ${quoted} as "2006"`);
}
