import assert from "node:assert/strict";
import { test } from "node:test";
import type { ColorLevel } from "../../../src/render/color-level.ts";
import { SourceColors } from "../../../src/render/source-colors.ts";
import type { SourceInfo } from "../../../src/stream/source-info.ts";
import { makeSource } from "../../support/blocks.ts";

function podNamed(name: string, id = 0): SourceInfo {
  return makeSource(id, { namespace: "shop", pod: name, container: "web" });
}

function podsNamed(count: number): readonly SourceInfo[] {
  return Array.from({ length: count }, (_, id) => podNamed(`web-5d4f8b7c9d-${(id * 7919).toString(36)}`, id));
}

test("L24 colour: pods that are read at the same time look different, as long as looks last", () => {
  for (const level of [1, 2, 3] as const) {
    const colors = new SourceColors(level);
    const pods = podsNamed(24);
    colors.keep(pods);
    const looks = new Set(pods.map((pod) => colors.paint("pod", "x", pod)));
    assert.equal(looks.size, 24, `level ${level}`);
    // The first eight are told apart by colour alone.
    const few = new SourceColors(level);
    few.keep(pods.slice(0, 8));
    for (const pod of pods.slice(0, 8)) assert.doesNotMatch(few.paint("pod", "x", pod), /\x1b\[[14]m/);
  }
});

test("L24 colour: two pods with one colour differ in a mark", () => {
  const colors = new SourceColors(3);
  const pods = podsNamed(9);
  colors.keep(pods);
  assert.equal(pods.filter((pod) => colors.paint("pod", "x", pod).includes("\x1b[4m")).length, 1);
});

test("L24 colour: a pod keeps its colour while others come and go, and a free one is used again", () => {
  const colors = new SourceColors(3);
  const pods = podsNamed(8);
  const [first] = pods;
  assert.ok(first);
  colors.keep(pods);
  const before = pods.map((pod) => colors.paint("pod", "x", pod));
  colors.keep([...podsNamed(20)].reverse());
  assert.deepEqual(
    pods.map((pod) => colors.paint("pod", "x", pod)),
    before,
  );
  const joined = podNamed("another", 30);
  colors.keep([...pods.slice(1), joined]);
  assert.equal(colors.paint("pod", "x", joined), before[0]);
});

test("L24 colour: the same name prefers the same colour in every run", () => {
  const alone = podNamed("web-0");
  const looks = [1, 2].map(() => {
    const colors = new SourceColors(3);
    colors.keep([alone]);
    return colors.paint("pod", "x", alone);
  });
  assert.equal(looks[0], looks[1]);
});

test("L24 colour: never red", () => {
  const red: Record<Exclude<ColorLevel, 0>, RegExp> = {
    1: /\x1b\[(?:31|91|41|101)m/,
    // Of the colour cube: much red, little of the others.
    2: /\x1b\[38;5;(?:1|9|52|88|124|160|196|197|203|161|125)m/,
    3: /\x1b\[38;2;(?:1[5-9]\d|2\d\d);(?:\d|[1-9]\d|1[0-2]\d);(?:\d|[1-9]\d)m/,
  };
  for (const level of [1, 2, 3] as const) {
    const colors = new SourceColors(level);
    const pods = podsNamed(24);
    colors.keep(pods);
    for (const pod of pods) assert.doesNotMatch(colors.paint("pod", "x", pod), red[level]);
  }
});

test("L24 colour: without colours nothing is painted", () => {
  assert.equal(new SourceColors(0).paint("pod", "x", podNamed("web-0")), "x");
});

test("L24 --pod-colors and --container-colors stand in place of the usual colours, in no mark of ours", () => {
  const colors = new SourceColors(3, { pods: ["91", "38;5;208"], containers: ["1;34"] });
  const pods = podsNamed(3);
  colors.keep(pods);
  const shown = pods.map((pod) => colors.paint("pod", "x", pod));
  assert.deepEqual(new Set(shown), new Set(["\x1b[91mx\x1b[0m", "\x1b[38;5;208mx\x1b[0m"]));
  assert.notEqual(shown[0], shown[1]);
  assert.deepEqual(
    pods.map((pod) => colors.paint("container", "x", pod)),
    Array.from({ length: 3 }, () => "\x1b[1;34mx\x1b[0m"),
  );
});

test("L24 --pod-colors alone are the containers' colours as well, and --color never leaves none", () => {
  const [pod] = podsNamed(1);
  assert.ok(pod);
  const chosen = { pods: ["92"], containers: undefined };
  assert.equal(new SourceColors(3, chosen).paint("container", "x", pod), "\x1b[92mx\x1b[0m");
  assert.equal(new SourceColors(0, chosen).paint("container", "x", pod), "x");
});

type Rgb = readonly [red: number, green: number, blue: number];

/** The colours of names, in linear light. */
function linearColors(): readonly Rgb[] {
  const colors = new SourceColors(3);
  const pods = podsNamed(8);
  colors.keep(pods);
  return pods.map((pod) => {
    const [, ...rgb] = /38;2;(\d+);(\d+);(\d+)m/.exec(colors.paint("pod", "x", pod)) ?? [];
    const [red = 0, green = 0, blue = 0] = rgb.map((text) => {
      const value = Number(text) / 255;
      return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
    });
    return [red, green, blue];
  });
}

/** WCAG 2.2. */
function luminanceOf([red, green, blue]: Rgb): number {
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

test("L24 colour: names can be read on a light terminal as on a dark one", () => {
  for (const color of linearColors()) {
    assert.ok(1.05 / (luminanceOf(color) + 0.05) >= 2.95, `on white: ${color.join(" ")}`);
    assert.ok((luminanceOf(color) + 0.05) / 0.05 >= 4, `on black: ${color.join(" ")}`);
  }
});

/** What is seen: Machado, Oliveira and Fernandes 2009, severity 1. */
const eyes: Readonly<Record<string, readonly Rgb[]>> = {
  "all colours": [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  "no red": [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  "no green": [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  "no blue": [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
};

/** CIE L*a*b*, in which equal distances look alike. */
function labOf([red, green, blue]: Rgb): readonly number[] {
  const root = (t: number): number => (t > 0.008856 ? Math.cbrt(t) : 7.787 * t + 16 / 116);
  const x = root((0.4124 * red + 0.3576 * green + 0.1805 * blue) / 0.9505);
  const y = root(luminanceOf([red, green, blue]));
  const z = root((0.0193 * red + 0.1192 * green + 0.9505 * blue) / 1.089);
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
}

for (const [eye, matrix] of Object.entries(eyes)) {
  test(`L24 colour: names are told apart by who sees ${eye}`, () => {
    const seen = linearColors().map(([red, green, blue]) => {
      const [r = 0, g = 0, b = 0] = matrix.map(([m0, m1, m2]) =>
        Math.min(1, Math.max(0, m0 * red + m1 * green + m2 * blue)),
      );
      return labOf([r, g, b]);
    });
    for (const [place, one] of seen.entries()) {
      for (const other of seen.slice(place + 1)) {
        assert.ok(Math.hypot(...one.map((value, axis) => value - (other[axis] ?? 0))) > 14);
      }
    }
  });
}
