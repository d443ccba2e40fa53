import type { FakeCluster } from "../../../src/demo/server/fake-cluster.ts";
import type { ContainerRole } from "../../../src/demo/server/world/container.ts";
import type { Pod } from "../../../src/demo/server/world/pod.ts";
import type { Dice } from "./dice.ts";
import { writeRecord, type WrittenText } from "./written-text.ts";

/** A line as it was written. */
export interface WrittenLine extends WrittenText {
  /** Nanoseconds since 1970. */
  readonly at: bigint;
  readonly stream: "stdout" | "stderr";
}

/** A run of a container. */
export interface WrittenInstance {
  readonly restartCount: number;
  readonly lines: readonly WrittenLine[];
  /** What the log API gives: the lines of the current file, of which the first may be the end of one that a rotation tore. */
  readonly currentLines: readonly WrittenLine[];
  /** Whether it has ended. */
  readonly hasEnded: boolean;
}

/** A container, and what it wrote. */
export interface WrittenContainer {
  readonly namespace: string;
  readonly pod: string;
  readonly name: string;
  readonly role: ContainerRole;
  /** Oldest first; the last is the current one. */
  readonly instances: readonly WrittenInstance[];
}

/** When the worlds' logs begin. */
const beginning: bigint = BigInt(Date.parse("2026-11-21T08:00:00Z")) * 1_000_000n;

/** A clock that is where it is put. */
export interface PlacedClock {
  nowMs(): number;
  place(at: bigint): void;
}

/** The clock of a fake cluster in which {@link writeWorld} writes. */
export function placedClock(): PlacedClock {
  let nowMs = Number(beginning / 1_000_000n);
  return {
    nowMs: () => nowMs,
    place: (at) => {
      nowMs = Number(at / 1_000_000n);
    },
  };
}

/**
 * Puts containers with logs into a fake cluster, which keeps the logs of all instances.
 * @returns them by namespace, pod and place in the pod: the order in which ties are broken.
 */
export function writeWorld(dice: Dice, cluster: FakeCluster, clock: PlacedClock): readonly WrittenContainer[] {
  const containers: WrittenContainer[] = [];
  for (const namespace of dice.chance(0.4) ? ["db", "shop"] : ["shop"]) {
    for (const name of ["api-0", "web-1"].slice(0, dice.int(1, 2))) {
      clock.place(beginning - 10_000_000_000n);
      const pod = cluster.world.addPod({
        ...{ namespace, name, labels: { app: "web" } },
        ...{ initContainers: dice.some(["setup"], 0.2), sidecars: dice.some(["proxy"], 0.2) },
        ...{ containers: ["main", "side"].slice(0, dice.int(1, 2)), isStarted: false },
      });
      for (const { name: container } of pod.containers) {
        const instances = new ContainerWriter(dice, pod, container, clock).writeInstances();
        containers.push({ namespace, pod: name, name: container, role: pod.container(container).role, instances });
      }
    }
  }
  clock.place(beginning + 3_600_000_000_000n);
  return containers;
}

/** Writes what one container has to say. */
class ContainerWriter {
  readonly #dice: Dice;
  readonly #pod: Pod;
  readonly #container: string;
  readonly #clock: PlacedClock;
  readonly #zoneMinutes: number;
  /** The latest time so far. */
  #latest: bigint;

  constructor(dice: Dice, pod: Pod, container: string, clock: PlacedClock) {
    this.#dice = dice;
    this.#pod = pod;
    this.#container = container;
    this.#clock = clock;
    this.#zoneMinutes = dice.pick([0, 0, 0, 120, -210]);
    this.#latest = beginning + BigInt(dice.int(0, 3)) * 500_000_000n;
  }

  writeInstances(): readonly WrittenInstance[] {
    const container = this.#pod.container(this.#container);
    const runs = container.role === "init" ? 1 : this.#dice.pick([1, 1, 1, 2, 3]);
    const instances: WrittenInstance[] = [];
    for (let run = 0; run < runs; run++) {
      this.#clock.place(this.#latest);
      container.start();
      const hasEnded = run < runs - 1 || container.role === "init" || this.#dice.chance(0.2);
      instances.push({ restartCount: run, hasEnded, ...this.#writeInstance() });
      this.#latest += BigInt(this.#dice.int(0, 2)) * 1_000_000_000n;
      this.#clock.place(this.#latest);
      if (hasEnded) container.exit({ exitCode: container.role === "init" ? 0 : 1 });
    }
    return instances;
  }

  #writeInstance(): Pick<WrittenInstance, "lines" | "currentLines"> {
    const dice = this.#dice;
    const container = this.#pod.container(this.#container);
    const records = dice.pick([0, 1, 3, 12, 12, 40, 40, 90]);
    const lines: WrittenLine[] = [];
    let current: WrittenLine[] = [];
    const rotates = dice.chance(0.3);
    for (let record = 0; record < records; record++) {
      for (const text of writeRecord(dice)) {
        const line: WrittenLine = { ...text, ...this.#stamp() };
        lines.push(line);
        const { bytes, stream } = line;
        const options = { stream, at: this.#timeText(line.at) };
        if (rotates && dice.chance(0.05)) {
          // Between two lines, or in the middle of one.
          const isTearable = line.level === "unknown" && !line.isContinuation;
          const torn = isTearable && dice.chance(0.5) ? dice.int(0, bytes.length) : 0;
          if (torn > 0) container.write(bytes.subarray(0, torn), options);
          container.rotateLog();
          current = [];
          const rest = bytes.subarray(torn);
          container.writeLine(rest, options);
          current.push(torn > 0 ? { ...line, bytes: rest } : line);
        } else {
          container.writeLine(bytes, options);
          current.push(line);
        }
      }
    }
    if (dice.chance(0.15)) {
      const line: WrittenLine = {
        bytes: Buffer.from("no newline at the end"),
        level: "unknown",
        fields: {},
        isContinuation: false,
        ...this.#stamp(),
      };
      container.write(line.bytes, { stream: line.stream, at: this.#timeText(line.at) });
      lines.push(line);
      current.push(line);
    }
    return { lines, currentLines: current };
  }

  /** The time of the next line: later than the one before, or the same, or some milliseconds earlier, as on the other stream. */
  #stamp(): Pick<WrittenLine, "at" | "stream"> {
    const dice = this.#dice;
    const stream = dice.chance(0.3) ? "stderr" : "stdout";
    if (dice.chance(0.1)) {
      const at = this.#latest - BigInt(dice.int(1, 6_000_000));
      return { at: at < beginning ? beginning : at, stream };
    }
    this.#latest += dice.pick([0n, 0n, 1n, 1_000_000n, 100_000_000n, 250_000_000n, 500_000_000n, 1_000_000_000n]);
    return { at: this.#latest, stream };
  }

  /** As the runtime of a node in this zone writes it. */
  #timeText(at: bigint): string {
    return timeText(at, this.#zoneMinutes).replace(/\.?0*(?=Z|[+-]\d\d:\d\d$)/u, "");
  }
}

/** RFC 3339 with nine digits, in a zone so many minutes ahead of UTC. */
export function timeText(at: bigint, zoneMinutes = 0): string {
  const second = Number(at / 1_000_000_000n) + zoneMinutes * 60;
  const nanos = String(at % 1_000_000_000n).padStart(9, "0");
  const size = Math.abs(zoneMinutes);
  const two = (value: number): string => String(value).padStart(2, "0");
  const zone = size === 0 ? "Z" : `${zoneMinutes < 0 ? "-" : "+"}${two(Math.floor(size / 60))}:${two(size % 60)}`;
  return `${new Date(second * 1000).toISOString().slice(0, 19)}.${nanos}${zone}`;
}
