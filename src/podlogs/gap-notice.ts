import { formatTimestamp, type Instant } from "../time/timestamp.ts";
import type { ContainerReading } from "./container-reading.ts";

/**
 * Says that entries may be missing behind the last one read. Only files could tell whether they are: whoever
 * repairs gaps from them begins here.
 * @param why a clause, such as `the log was rotated while the connection was cut`.
 * @param before the first entry behind the gap; absent when there is none.
 */
export function reportGap(reading: ContainerReading, why: string, before: Instant | undefined): void {
  const { last, name, environment } = reading;
  environment.notices.notice({
    level: "gap",
    about: name,
    message: `possible gap: ${why}`,
    gap: {
      after: last === undefined ? undefined : formatTimestamp(last),
      before: before === undefined ? undefined : formatTimestamp(before),
    },
  });
}
