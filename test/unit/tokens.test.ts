import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';

const css = readFileSync(join(import.meta.dirname, '../../src/renderer/styles/tokens.css'), 'utf8');

type Rgb = readonly [number, number, number];

/** Both values of each colour token, as sRGB in 0 … 1. */
const tokens = {
  light: new Map<string, Rgb>(),
  dark: new Map<string, Rgb>(),
};
for (const [, name = '', light = '', dark = ''] of css.matchAll(
  /--([\w-]+):\s*light-dark\(\s*(#\w{6}),\s*(#\w{6})\s*\)/g,
)) {
  tokens.light.set(name, rgb(light));
  tokens.dark.set(name, rgb(dark));
}
tokens.light.set('on-accent', [1, 1, 1]);
tokens.dark.set('on-accent', [1, 1, 1]);

describe.each(['light', 'dark'] as const)('the %s theme', theme => {
  const color = (name: string): Rgb => {
    const found = tokens[theme].get(name);
    if (found === undefined) throw new Error(`no token --${name}`);
    return found;
  };

  test.each(['canvas', 'surface', 'raised', 'sunken', 'hover', 'selected', 'code-background'])(
    'text can be read on %s',
    surface => {
      expect(contrast(color('text'), color(surface))).toBeGreaterThanOrEqual(7);
      expect(contrast(color('text-muted'), color(surface))).toBeGreaterThanOrEqual(4.5);
    },
  );

  test.each(['canvas', 'surface', 'raised', 'sunken'])('faint text, links and states can be read on %s', surface => {
    for (const name of ['text-faint', 'accent', 'ok', 'warn', 'error', 'info', 'bronze', 'silver', 'gold'])
      expect([name, contrast(color(name), color(surface)) >= 4.5]).toEqual([name, true]);
  });

  test.each(['accent', 'ok', 'warn', 'error', 'info', 'bronze', 'silver', 'gold'])(
    '%s can be read on its own quiet ground',
    name => {
      expect(contrast(color(name), color(`${name}-soft`))).toBeGreaterThanOrEqual(4.5);
    },
  );

  test('white can be read on solid buttons', () => {
    for (const name of ['accent-solid', 'accent-solid-hover', 'error-solid', 'error-solid-hover'])
      expect([name, contrast(color('on-accent'), color(name)) >= 4.5]).toEqual([name, true]);
  });

  test('SQL can be read', () => {
    for (const name of ['keyword', 'string', 'number', 'comment', 'function'])
      expect([name, contrast(color(`code-${name}`), color('code-background')) >= 4.5]).toEqual([name, true]);
  });

  test('controls and the focus ring stand out from what they lie on', () => {
    for (const name of ['line-control', 'focus'])
      expect([name, contrast(color(name), color('surface')) >= 3]).toEqual([name, true]);
  });

  const categories = Array.from({ length: 10 }, (_, index) => color(`chart-${index + 1}`));

  test('chart colours stand out from the page', () => {
    for (const [index, category] of categories.entries())
      expect([index + 1, contrast(category, color('surface')) >= 2.4]).toEqual([index + 1, true]);
  });

  test.each(
    Object.entries({
      everyone: null,
      protanopia: PROTANOPIA(),
      deuteranopia: DEUTERANOPIA(),
      tritanopia: TRITANOPIA(),
    }),
  )('the first eight chart colours can be told apart with %s', (_, deficiency) => {
    const seen = categories
      .slice(0, 8)
      .map(category => (deficiency === null ? category : simulate(category, deficiency)));
    const pairs = seen.flatMap((a, i) =>
      seen.slice(i + 1).map((b, j) => ({ pair: `${i + 1}/${i + j + 2}`, distance: distance(a, b) })),
    );
    const nearest = pairs.sort((a, b) => a.distance - b.distance)[0]!;
    expect(nearest, `${nearest.pair} are ${nearest.distance.toFixed(1)} apart`).toMatchObject({
      distance: expect.toSatisfy((d: number) => d >= 9),
    });
  });
});

function rgb(hex: string): Rgb {
  const part = (at: number): number => Number.parseInt(hex.slice(at, at + 2), 16) / 255;
  return [part(1), part(3), part(5)];
}

const linear = (value: number): number => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4);

/** WCAG 2: from 1 to 21. */
function contrast(a: Rgb, b: Rgb): number {
  const light = (color: Rgb): number =>
    0.2126 * linear(color[0]) + 0.7152 * linear(color[1]) + 0.0722 * linear(color[2]);
  const [high, low] = [light(a), light(b)].sort((x, y) => y - x) as [number, number];
  return (high + 0.05) / (low + 0.05);
}

type Matrix = readonly (readonly [number, number, number])[];

/** Machado, Oliveira and Fernandes 2009, severity 1, on linear RGB. */
function PROTANOPIA(): Matrix {
  return [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ];
}
function DEUTERANOPIA(): Matrix {
  return [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ];
}
function TRITANOPIA(): Matrix {
  return [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ];
}

function simulate(color: Rgb, matrix: Matrix): Rgb {
  const [r, g, b] = color.map(linear) as [number, number, number];
  return matrix.map(([x, y, z]) => gamma(Math.min(1, Math.max(0, x * r + y * g + z * b)))) as unknown as Rgb;
}

const gamma = (value: number): number => (value <= 0.0031308 ? value * 12.92 : 1.055 * value ** (1 / 2.4) - 0.055);

/** Euclidean in OKLab, times 100: about 2 is a difference that one just sees. */
function distance(a: Rgb, b: Rgb): number {
  const [p, q] = [oklab(a), oklab(b)];
  return 100 * Math.hypot(p[0] - q[0], p[1] - q[1], p[2] - q[2]);
}

function oklab(color: Rgb): Rgb {
  const [r, g, b] = color.map(linear) as [number, number, number];
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ];
}
