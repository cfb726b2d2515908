import { MERGE_FROM } from '../../src/shared/resolve/compare-tracks.ts';
import { generatedPairs } from '../resolve/generated-pairs.ts';
import { judge, type Judgement } from '../resolve/judge.ts';
import { labelledPairs } from '../resolve/labelled-pairs.ts';
import { realTracks, whyNoTracks } from '../resolve/real-tracks.ts';

/*
 * How well tracks of several sources are recognised as one recording, on pairs judged by hand and on generated ones.
 *
 *   node test/bench/resolution.bench.ts [--small]
 *
 * --small generates fewer pairs.
 */
const BOUNDS = { precision: 0.98, recall: 0.9 };
const count = process.argv.includes('--small') ? 500 : 20_000;
const generated = generatedPairs(count, 7);
const sets: [string, number, Judgement][] = [
  ['generated', generated.tracks.length, judge(generated.tracks, generated.pairs)],
];
const reason = whyNoTracks();
if (reason === null) {
  const tracks = realTracks();
  sets.unshift(['real', tracks.length, judge(tracks, labelledPairs())]);
} else {
  console.log(`the real files are left out: ${reason}`);
}

console.log(
  `merged from a confidence of ${MERGE_FROM}; bounds: precision ≥ ${BOUNDS.precision}, recall ≥ ${BOUNDS.recall}\n`,
);
console.log('set         tracks   pairs  precision  recall  missed but proposed  seconds');
for (const [name, tracks, { pairs, precision, recall, missed, missedButProposed, seconds }] of sets) {
  const figures = [
    name.padEnd(10),
    String(tracks).padStart(7),
    String(pairs).padStart(7),
    precision.toFixed(3).padStart(10),
    recall.toFixed(3).padStart(7),
    `${missedButProposed} of ${missed.length}`.padStart(20),
    seconds.toFixed(2).padStart(8),
  ];
  console.log(figures.join(' '));
}
const met = sets.every(([, , { precision, recall }]) => precision >= BOUNDS.precision && recall >= BOUNDS.recall);
if (!met) console.log('\nMISSED');
process.exitCode = met ? 0 : 1;
