/** A line's fields in their order. */
export type Fields = Readonly<Record<string, string | number | boolean>>;

/** One JSON object. */
export function jsonLine(nowMs: number, fields: Fields): string {
  return JSON.stringify({ time: new Date(nowMs).toISOString(), ...fields });
}

/** `key=value` pairs, quoted where needed. */
export function logfmtLine(nowMs: number, fields: Fields): string {
  const pairs = Object.entries(fields).map(([key, value]) => {
    const text = String(value);
    return `${key}=${/[\s"=]/.test(text) ? JSON.stringify(text) : text}`;
  });
  return `ts=${new Date(nowMs).toISOString()} ${pairs.join(" ")}`;
}

/** klog's form, as Kubernetes' own components write it. @param processId Of the component; absent: 1, as in a container. */
export function klogLine(
  nowMs: number,
  severity: "I" | "W" | "E",
  place: string,
  message: string,
  processId = 1,
): string {
  const [date = "", time = ""] = new Date(nowMs).toISOString().split("T");
  const [, month, day] = date.split("-");
  return `${severity}${month}${day} ${time.slice(0, 12)}000 ${String(processId).padStart(7)} ${place}] ${message}`;
}

/** A web server's access log. */
export function accessLine(nowMs: number, request: string, status: number, bytes: number): string {
  const [date = "", time = ""] = new Date(nowMs).toISOString().split("T");
  const [year, month, day] = date.split("-");
  const name = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"][Number(month) - 1];
  return `10.244.0.1 - - [${day}/${name}/${year}:${time.slice(0, 8)} +0000] "${request}" ${status} ${bytes} "-" "Mozilla/5.0"`;
}

/** A database's log. */
export function databaseLine(nowMs: number, level: "LOG" | "ERROR" | "WARNING", message: string): string {
  return `${new Date(nowMs).toISOString().replace("T", " ").replace("Z", " UTC")} [${40 + (Math.floor(nowMs) % 7)}] ${level}:  ${message}`;
}
