/** The options of a query of node logs, as far as they concern a journal. */
export interface JournalOptions {
  readonly services: readonly string[];
  readonly hasOptions: boolean;
  readonly tailLines: number | undefined;
  readonly boot: number | undefined;
  /** Microseconds since 1970, as clocks of the node's zone show them. */
  readonly sinceMicros: number | undefined;
  readonly untilMicros: number | undefined;
  readonly pattern: string | undefined;
}

/** Why a kubelet refuses a query: status and body. */
export class QueryRefusal extends Error {
  readonly status: 400 | 406;

  constructor(status: 400 | 406, message: string) {
    super(message);
    this.status = status;
  }
}

/**
 * Reads a query as the kubelet does (kubernetes v1.36.3 pkg/kubelet/kubelet_server_journal.go newNodeLogQuery and validate; all
 * answers asked of a real one). The offset of a time is dropped.
 * @throws QueryRefusal.
 */
export function parseJournalOptions(query: URLSearchParams): JournalOptions {
  const services = query.getAll("query").map((name) => name.trim());
  if (services.every((name) => name === "")) {
    if (
      ["tailLines", "boot", "sinceTime", "untilTime", "pattern"].some((name) => query.has(name)) &&
      !query.has("query")
    )
      throw new QueryRefusal(406, "query: Required value: cannot be empty with options");
    throw new QueryRefusal(400, `query: Invalid value: ${JSON.stringify(services)}: may not be empty`);
  }
  const tailLines = parseNumber(query, "tailLines");
  const boot = parseNumber(query, "boot");
  const sinceMicros = parseTime(query, "sinceTime");
  const untilMicros = parseTime(query, "untilTime");
  const pattern = query.get("pattern") ?? undefined;
  const hasOptions = [tailLines, boot, sinceMicros, untilMicros, pattern].some((option) => option !== undefined);
  const options = { services, hasOptions, tailLines, boot, sinceMicros, untilMicros, pattern };
  validate(options, query.get("untilTime") ?? "");
  return options;
}

function validate(options: JournalOptions, untilTime: string): void {
  const { services, tailLines, boot, sinceMicros, untilMicros, pattern } = options;
  const odd = services.find((name) => !/^[\w@.:/-]+$/.test(name));
  if (odd !== undefined) throw invalid("query", JSON.stringify(odd), "input contains unsupported characters");
  if (services.length > 4)
    throw new QueryRefusal(406, `query: Too many: ${services.length}: must have at most 4 items`);
  if (tailLines !== undefined && (tailLines < 0 || tailLines > 100_000)) {
    throw invalid("tailLines", String(tailLines), "must be between 0 and 100000, inclusive");
  }
  if (boot !== undefined && boot > 0) throw invalid("boot", String(boot), "must be less than 1");
  if (sinceMicros !== undefined && untilMicros !== undefined && untilMicros < sinceMicros) {
    throw invalid("untilTime", JSON.stringify(untilTime), "must be after `sinceTime`");
  }
  if (pattern !== undefined && /^[^)]*\([^)]*$/.test(pattern)) {
    throw invalid("pattern", JSON.stringify(pattern), `error parsing regexp: missing closing ): \`${pattern}\``);
  }
}

function parseNumber(query: URLSearchParams, name: string): number | undefined {
  const text = query.get(name);
  if (text === null) return undefined;
  if (/^[+-]?\d+$/.test(text)) return Number(text);
  const quoted = JSON.stringify(text);
  throw new QueryRefusal(400, `${name}: Invalid value: ${quoted}: strconv.Atoi: parsing ${quoted}: invalid syntax`);
}

function parseTime(query: URLSearchParams, name: string): number | undefined {
  const text = query.get(name);
  if (text === null) return undefined;
  const [, shown] = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/.exec(text) ?? [];
  if (shown !== undefined) return Date.parse(`${shown}Z`) * 1000;
  throw new QueryRefusal(400, `${name}: Invalid value: ${JSON.stringify(text)}: invalid time format`);
}

function invalid(name: string, value: string, why: string): QueryRefusal {
  return new QueryRefusal(406, `${name}: Invalid value: ${value}: ${why}`);
}
