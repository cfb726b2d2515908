import { aliasTable } from './alias.ts';
import { DAY_SECONDS } from './calendar.ts';
import { exp, ln, pow } from './exact-math.ts';
import type { WorldOptions } from './options.ts';
import { stream, type Rng } from './random.ts';
import type { Scenes } from './scenes.ts';
import { blend, COSINE_UNIT, direction, dot, load, store, vectors, type Vectors } from './vectors.ts';

/** How many scenes a listener goes to. */
export const USER_SCENES = 12;

/** Listeners as parallel arrays in the order of signing up; listener u has the user id u + 1. */
export interface Listeners {
  readonly count: number;
  readonly vectors: Vectors;
  /** The USER_SCENES scenes of each listener, the dearest first (−1: none). */
  readonly scenes: Int32Array;
  /** Beside `scenes`: the cumulative share of 65,536. */
  readonly sceneShare: Int32Array;
  /** Seconds since the year began; negative before it. */
  readonly signedUp: Int32Array;
  /** The days without the listener: from `leftDay` to the day before `backDay`. */
  readonly leftDay: Int32Array;
  readonly backDay: Int32Array;
  /** How much each listens, against the others. */
  readonly activity: Float64Array;
  /** The share of 256 of sessions that go to the own library, the rest to playlists, radio and search. */
  readonly libraryShare: Uint8Array;
  readonly chronotype: Uint8Array;
}

const NEVER = 2 ** 30;
const BEFORE_SHARE = 0.45;

export function makeListeners(options: WorldOptions, scenes: Scenes, yearDays: number): Listeners {
  const { users, seed } = options;
  const rng = stream(seed, 'listeners');
  const listeners: Listeners = {
    count: users,
    vectors: vectors(users),
    scenes: new Int32Array(users * USER_SCENES).fill(-1),
    sceneShare: new Int32Array(users * USER_SCENES),
    signedUp: signUps(users, yearDays, rng),
    leftDay: new Int32Array(users).fill(NEVER),
    backDay: new Int32Array(users).fill(NEVER),
    activity: new Float64Array(users),
    libraryShare: new Uint8Array(users),
    chronotype: new Uint8Array(users),
  };
  const mind = new TasteMaker(scenes, rng);
  for (let u = 0; u < users; u += 1) {
    mind.give(listeners, u);
    listeners.activity[u] = exp(1.15 * rng.gauss());
    listeners.libraryShare[u] = 60 + rng.below(120);
    const kind = rng.unit();
    listeners.chronotype[u] = kind < 0.22 ? 0 : kind < 0.74 ? 1 : 2;
    if (u > 0 && rng.chance(0.35)) leave(listeners, u, yearDays, rng);
  }
  return listeners;
}

/** Not quite half were there before the year; the rest comes in it, faster towards its end. */
function signUps(users: number, yearDays: number, rng: Rng): Int32Array {
  const before = Math.max(1, Math.round(users * BEFORE_SHARE));
  const growth = aliasTable(Array.from({ length: yearDays }, (_, day) => 0.6 + (0.9 * day) / yearDays));
  const times = new Int32Array(users);
  for (let u = 0; u < users; u += 1) {
    const day = u < before ? -1 - Math.floor(pow(rng.unit() + 1e-9, 1.6) * 1200) : growth(rng);
    times[u] = day * DAY_SECONDS + rng.below(DAY_SECONDS);
  }
  return times.sort();
}

function leave(listeners: Listeners, u: number, yearDays: number, rng: Rng): void {
  const from = Math.max(0, Math.ceil((listeners.signedUp[u] ?? 0) / DAY_SECONDS));
  const day = from + 5 + Math.floor(-ln(rng.unit() + 1e-9) * 160);
  if (day >= yearDays) return;
  listeners.leftDay[u] = day;
  if (rng.chance(0.4)) listeners.backDay[u] = Math.max(day + 30, yearDays + rng.below(yearDays));
}

class TasteMaker {
  private readonly scenes: Scenes;
  private readonly rng: Rng;
  private readonly drawScene: (rng: Rng) => number;
  private readonly pull: Float64Array;

  constructor(scenes: Scenes, rng: Rng) {
    this.scenes = scenes;
    this.rng = rng;
    this.drawScene = aliasTable(scenes.weight);
    this.pull = new Float64Array(scenes.count);
  }

  /** Two to four home scenes, mostly alike, make the taste; the taste makes the twelve scenes and their shares. */
  give(listeners: Listeners, u: number): void {
    const { rng, scenes } = this;
    const homes = [this.drawScene(rng)];
    for (let n = 1 + rng.below(3); n > 0; n -= 1) homes.push(this.neighbour(homes[0] ?? 0));
    const parts = homes.map((home, i) => [1 / (1 + 0.5 * i), load(scenes.vectors, home)] as const);
    store(listeners.vectors, u, blend([...parts, [0.3, direction(rng)]]));
    for (let s = 0; s < scenes.count; s += 1) {
      const cosine = dot(listeners.vectors, u, scenes.vectors, s) / COSINE_UNIT;
      this.pull[s] = Math.sqrt(scenes.weight[s] ?? 0) * exp(6 * cosine);
    }
    this.keepDearest(listeners, u);
  }

  /** Another scene: near the first one in six of ten cases, anywhere else. */
  private neighbour(home: number): number {
    const { rng, scenes } = this;
    if (!rng.chance(0.6)) return this.drawScene(rng);
    let best = this.drawScene(rng);
    let bestDot = dot(scenes.vectors, home, scenes.vectors, best);
    for (let tries = 0; tries < 6; tries += 1) {
      const other = this.drawScene(rng);
      const product = dot(scenes.vectors, home, scenes.vectors, other);
      if (other !== home && product > bestDot) {
        best = other;
        bestDot = product;
      }
    }
    return best;
  }

  private keepDearest(listeners: Listeners, u: number): void {
    const kept: number[] = [];
    let total = 0;
    for (let n = Math.min(USER_SCENES, this.scenes.count); n > 0; n -= 1) {
      let best = -1;
      for (let s = 0; s < this.pull.length; s += 1) {
        if ((this.pull[s] as number) > (best < 0 ? 0 : (this.pull[best] as number))) best = s;
      }
      if (best < 0) break;
      kept.push(this.pull[best] ?? 0);
      total += this.pull[best] ?? 0;
      listeners.scenes[u * USER_SCENES + kept.length - 1] = best;
      this.pull[best] = 0;
    }
    let sum = 0;
    kept.forEach((pull, i) => {
      sum += pull;
      listeners.sceneShare[u * USER_SCENES + i] = Math.round((sum / total) * 65_536);
    });
  }
}

export const isThere = (listeners: Listeners, u: number, second: number, day: number): boolean =>
  (listeners.signedUp[u] as number) <= second &&
  (day < (listeners.leftDay[u] as number) || day >= (listeners.backDay[u] as number));
