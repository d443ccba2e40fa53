import type { SourceFacts, SourceInfo } from "../../stream/source-info.ts";

/** Names of what patterns come from: containers, or whatever else the sources are. */
export class SourceNames {
  readonly #count: number;
  readonly #differ: ReadonlySet<keyof PlaceFacts>;

  /** @param all All sources that the report is about. */
  constructor(all: Iterable<SourceInfo>) {
    const places = placesOf(all);
    const [first] = places;
    this.#count = places.length;
    this.#differ = new Set(placeFacts.filter((fact) => places.some((place) => place[fact] !== first?.[fact])));
  }

  /** `web-0`, with what else it takes to tell it from others; `3 of 5`, `all 5`. */
  text(sources: Iterable<SourceInfo>): string {
    const places = placesOf(sources);
    const [first, another] = places;
    if (first === undefined) return "-";
    if (another !== undefined)
      return places.length === this.#count ? `all ${this.#count}` : `${places.length} of ${this.#count}`;
    const differing = placeFacts.filter((fact) => this.#differ.has(fact));
    const names = differing.length === 0 ? [first.pod ?? first.service] : differing.map((fact) => first[fact]);
    return names.filter((name) => name !== undefined).join("/") || "-";
  }
}

/** Where entries come from, without what changes from one instance of a container to the next. */
export type PlaceFacts = Pick<SourceFacts, "context" | "namespace" | "node" | "service" | "pod" | "container">;

/** The places of these sources, each once, in their order. */
export function placesOf(sources: Iterable<SourceInfo>): readonly PlaceFacts[] {
  const places = new Map<string, PlaceFacts>();
  for (const { facts } of sources) {
    const known = [...placeFacts, "node" as const].filter((name) => facts[name] !== undefined);
    const place: PlaceFacts = Object.fromEntries(known.map((name) => [name, facts[name]]));
    places.set(JSON.stringify(place), place);
  }
  return [...places.values()];
}

/** A pod's node says nothing about which pod it is. */
const placeFacts = ["context", "namespace", "service", "pod", "container"] as const;
