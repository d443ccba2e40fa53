import { KtError } from "../errors/kt-error.ts";

/** The rules of a time zone, as far as printing and reading local times needs them. */
export interface TimeZone {
  /** What the user called it. */
  readonly name: string;
  /** How far the zone's clocks are ahead of UTC at that moment (seconds since 1970), in seconds. */
  offsetSecondsAt(seconds: number): number;
}

/** UTC. */
export const utc: TimeZone = { name: "UTC", offsetSecondsAt: () => 0 };

/** The zone of this machine (`TZ`, or the system's setting). */
export const localZone: TimeZone = {
  name: "local",
  offsetSecondsAt: (seconds) => new Date(seconds * 1000).getTimezoneOffset() * -60,
};

/**
 * The zone of that name: `local`, `UTC`, an offset (`+02:00`) or a name of the IANA database (`Europe/Berlin`).
 * Only the last loads anything.
 * @throws KtError KT_USAGE when there is no such zone.
 */
export async function loadTimeZone(name: string): Promise<TimeZone> {
  if (/^local$/iu.test(name)) return localZone;
  if (/^(?:utc|z)$/iu.test(name)) return utc;
  const offset = /^([+-])([0-9]{2}):?([0-9]{2})$/u.exec(name);
  if (offset !== null && Number(offset[2]) <= 14 && Number(offset[3]) <= 59) {
    const offsetSeconds = (Number(offset[2]) * 60 + Number(offset[3])) * (offset[1] === "-" ? -60 : 60);
    return { name, offsetSecondsAt: () => offsetSeconds };
  }
  const { IANAZone } = await import("luxon");
  // A luxon zone of any text can be made; only this says whether the database has it.
  if (!IANAZone.isValidZone(name)) {
    throw new KtError("KT_USAGE", `--timezone ${JSON.stringify(name)} is not a time zone`, {
      hint: "examples: --timezone Europe/Berlin, --timezone +02:00, --timezone UTC, --timezone local",
    });
  }
  const zone = IANAZone.create(name);
  return { name, offsetSecondsAt: (seconds) => Math.round(zone.offset(seconds * 1000) * 60) };
}
