/** The body of an answer that is an error (`kind: Status`). */
export interface Status {
  readonly kind: "Status";
  readonly apiVersion: "v1";
  readonly metadata: Readonly<Record<string, never>>;
  readonly status: "Failure";
  readonly message: string;
  readonly reason?: string;
  readonly details?: StatusDetails;
  readonly code: number;
}

/** What a {@link Status} says about its object. */
export interface StatusDetails {
  readonly name?: string;
  readonly group?: string;
  readonly kind?: string;
  readonly causes?: readonly StatusCause[];
  readonly retryAfterSeconds?: number;
}

/** One of several causes. */
export interface StatusCause {
  readonly reason: string;
  readonly message: string;
  readonly field?: string;
}

/**
 * An error that becomes an answer. Wordings are those of kubernetes v1.36.3
 * (k8s.io/apimachinery pkg/api/errors/errors.go), asked of a real API server.
 */
export class StatusError extends Error {
  override readonly name = "StatusError";
  readonly status: Status;

  constructor(code: number, reason: string | undefined, message: string, details?: StatusDetails) {
    super(message);
    this.status = {
      kind: "Status",
      apiVersion: "v1",
      metadata: {},
      status: "Failure",
      message,
      ...(reason === undefined ? {} : { reason }),
      ...(details === undefined ? {} : { details }),
      code,
    };
  }
}

/** 400: something in the request cannot be understood. */
export function badRequest(message: string): StatusError {
  return new StatusError(400, "BadRequest", message);
}

/** 401: no credentials, or none that count. */
export function unauthorized(): StatusError {
  return new StatusError(401, "Unauthorized", "Unauthorized");
}

/** 404: an object; `kind` is the plural name of its resource, `group` is empty for the core group. */
export function notFound(group: string, kind: string, name: string): StatusError {
  const resource = group === "" ? kind : `${kind}.${group}`;
  const details = group === "" ? { name, kind } : { name, group, kind };
  return new StatusError(404, "NotFound", `${resource} "${name}" not found`, details);
}

/** 404: a resource that a group does not have. */
export function unknownResource(): StatusError {
  return new StatusError(404, "NotFound", "the server could not find the requested resource", {});
}

/** 410: a resource version or a continue token is too old. */
export function expired(message: string): StatusError {
  return new StatusError(410, "Expired", message);
}

/** 422: values that parse and are not allowed. */
export function invalid(kind: string, name: string, causes: readonly StatusCause[]): StatusError {
  const parts = causes.map((cause) => `${cause.field ?? ""}: ${cause.message}`);
  const text = parts.length === 1 ? (parts[0] ?? "") : `[${parts.join(", ")}]`;
  return new StatusError(422, "Invalid", `${kind} "${name}" is invalid: ${text}`, { name, kind, causes });
}

/** 429 with Retry-After. */
export function tooManyRequests(retryAfterSeconds: number): StatusError {
  const message = "Too many requests, please try again later.";
  return new StatusError(429, "TooManyRequests", message, { retryAfterSeconds });
}

/** 500 without a reason, as errors become that the API server has no words of its own for. */
export function internalServerError(message: string): StatusError {
  return new StatusError(500, undefined, message);
}

/** 503: what the API server passed a request on to cannot be reached. */
export function serviceUnavailable(message: string): StatusError {
  return new StatusError(503, "ServiceUnavailable", message);
}
