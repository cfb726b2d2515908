import { DAY_SECONDS } from './calendar.ts';
import { pow } from './exact-math.ts';
import { USER_SCENES, type Listeners } from './listeners.ts';
import type { WorldOptions } from './options.ts';
import { stream } from './random.ts';
import { dot } from './vectors.ts';

/** Who follows whom, grouped by follower: u's are at `starts[u] … starts[u + 1] − 1`. */
export interface Follows {
  readonly starts: Int32Array;
  readonly followee: Int32Array;
  /** Seconds since the year began; never before both have signed up. */
  readonly at: Int32Array;
}

const MEAN_FOLLOWS = 8;

/** Most follow people of their dearest scenes, and of several candidates the one whose taste is nearest. */
export function makeFollows(options: WorldOptions, listeners: Listeners, yearDays: number): Follows {
  const rng = stream(options.seed, 'follows');
  const fans = fansOfScenes(listeners);
  const starts = new Int32Array(listeners.count + 1);
  const followee: number[] = [];
  const at: number[] = [];
  const end = yearDays * DAY_SECONDS;
  for (let u = 0; u < listeners.count; u += 1) {
    const wanted = Math.min(
      listeners.count - 1,
      Math.floor(MEAN_FOLLOWS * 0.55 * (pow(rng.unit() + 0.02, -0.6) - 0.6)),
    );
    const chosen = new Set<number>();
    for (let tries = 0; chosen.size < wanted && tries < wanted * 3; tries += 1) {
      const scene = listeners.scenes[u * USER_SCENES + rng.below(2)] ?? -1;
      const circle = rng.chance(0.85) && scene >= 0 ? fans[scene] : undefined;
      let best = -1;
      for (let c = 0; c < 4; c += 1) {
        const v = circle === undefined ? rng.below(listeners.count) : (circle[rng.below(circle.length)] ?? u);
        if (v === u || chosen.has(v)) continue;
        if (
          best < 0 ||
          dot(listeners.vectors, u, listeners.vectors, v) > dot(listeners.vectors, u, listeners.vectors, best)
        )
          best = v;
      }
      if (best >= 0) chosen.add(best);
    }
    for (const v of [...chosen].sort((a, b) => a - b)) {
      const since = Math.max(listeners.signedUp[u] ?? 0, listeners.signedUp[v] ?? 0);
      followee.push(v);
      at.push(Math.min(end - 1, since + Math.floor(pow(rng.unit() + 1e-9, 2) * (end - since))));
    }
    starts[u + 1] = followee.length;
  }
  return { starts, followee: Int32Array.from(followee), at: Int32Array.from(at) };
}

function fansOfScenes(listeners: Listeners): number[][] {
  const fans: number[][] = [];
  for (let u = 0; u < listeners.count; u += 1) {
    for (let i = 0; i < 2; i += 1) {
      const scene = listeners.scenes[u * USER_SCENES + i] ?? -1;
      if (scene >= 0) (fans[scene] ??= []).push(u);
    }
  }
  return fans;
}
