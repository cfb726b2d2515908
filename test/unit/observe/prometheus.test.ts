import { expect, test } from 'vitest';
import { parsePrometheus } from '../../support/prometheus.ts';

const family = (type: string, ...samples: string[]): string =>
  [`# HELP seen Things seen.`, `# TYPE seen ${type}`, ...samples, ''].join('\n');

test('control: what a scraper refuses is refused, and what it takes is taken', () => {
  const sound = family('gauge', 'seen{of="a\\"b",at="1"} 1.5e+3', 'seen{of="c"} +Inf');
  expect(parsePrometheus(sound).get('seen')?.samples).toMatchObject([{ value: 1500 }, { value: Infinity }]);
  const wrong = [
    family('gauge', 'seen{of="a"} 1', 'seen{of="a"} 2'),
    family('gauge', 'seen{of=a} 1'),
    family('gauge', 'seen 1,5'),
    family('gauge', 'other 1'),
    family('size', 'seen 1'),
    'seen 1\n',
    `${family('gauge', 'seen 1')}${family('gauge')}`,
    family('gauge', 'seen 1').trimEnd(),
    family('histogram', 'seen_bucket{le="1"} 3', 'seen_bucket{le="+Inf"} 2', 'seen_sum 1', 'seen_count 2'),
    family('histogram', 'seen_bucket{le="+Inf"} 2', 'seen_sum 1', 'seen_count 3'),
  ];
  for (const text of wrong) expect(() => parsePrometheus(text), text).toThrow();
});
