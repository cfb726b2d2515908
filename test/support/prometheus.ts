export interface Family {
  type: string;
  help: string;
  samples: { name: string; labels: Record<string, string>; value: number }[];
}

/**
 * Reads Prometheus' text format 0.0.4 as strictly as a scraper may: HELP and TYPE before the samples of a family, all of
 * them together, no series twice, histograms that add up. Throws with the line.
 */
export function parsePrometheus(text: string): Map<string, Family> {
  if (!text.endsWith('\n')) throw new Error('the last line has no end');
  const families = new Map<string, Family>();
  const seen = new Set<string>();
  let current: (Family & { name: string }) | undefined;
  for (const line of text.split('\n').filter(line => line !== '')) {
    const [, keyword, name = '', rest = ''] = /^# (HELP|TYPE) ([a-zA-Z_:][\w:]*) (.*)$/.exec(line) ?? [];
    if (keyword === 'HELP') {
      if (families.has(name)) throw new Error(`a second family: ${line}`);
      current = { name, type: '', help: rest, samples: [] };
      families.set(name, current);
    } else if (keyword === 'TYPE') {
      if (current?.name !== name || !/^(counter|gauge|histogram|summary|untyped)$/.test(rest)) throw new Error(line);
      current.type = rest;
    } else if (current === undefined || current.type === '') throw new Error(`a sample without a type: ${line}`);
    else {
      const sample = sampleOf(line);
      const suffix = sample.name.slice(current.name.length);
      const allowed = current.type === 'histogram' ? ['_bucket', '_sum', '_count'] : [''];
      if (!sample.name.startsWith(current.name) || !allowed.includes(suffix))
        throw new Error(`not of its family: ${line}`);
      const series = `${sample.name}${JSON.stringify(Object.entries(sample.labels).sort())}`;
      if (seen.has(series)) throw new Error(`a series twice: ${line}`);
      seen.add(series);
      current.samples.push(sample);
    }
  }
  for (const [name, family] of families) if (family.type === 'histogram') checkHistogram(name, family);
  return families;
}

function sampleOf(line: string): Family['samples'][number] {
  const [, name = '', labels, value = ''] =
    /^([a-zA-Z_:][\w:]*)(?:\{((?:[a-zA-Z_]\w*="(?:[^"\\\n]|\\[\\"n])*"(?:,(?!\}))?)*)\})? (\S+)(?: -?\d+)?$/.exec(
      line,
    ) ?? [];
  const number = { '+Inf': Infinity, '-Inf': -Infinity, NaN: NaN }[value] ?? Number(value);
  if (name === '' || (Number.isNaN(number) && value !== 'NaN')) throw new Error(`no sample: ${line}`);
  const pairs = [...(labels ?? '').matchAll(/([a-zA-Z_]\w*)="((?:[^"\\\n]|\\[\\"n])*)"/g)];
  return { name, labels: Object.fromEntries(pairs.map(([, key = '', text = '']) => [key, text])), value: number };
}

function checkHistogram(name: string, { samples }: Family): void {
  const groups = Map.groupBy(samples, ({ labels }) => JSON.stringify({ ...labels, le: undefined }));
  for (const [labels, own] of groups) {
    const buckets = own
      .filter(sample => sample.name === `${name}_bucket`)
      .map(({ labels: { le = '' }, value }) => ({ bound: le === '+Inf' ? Infinity : Number(le), value }))
      .sort((a, b) => a.bound - b.bound);
    const count = own.find(sample => sample.name === `${name}_count`)?.value;
    const sum = own.find(sample => sample.name === `${name}_sum`)?.value;
    const falls = buckets.some(({ value }, at) => value < (buckets[at - 1]?.value ?? 0));
    const last = buckets.at(-1);
    if (falls || sum === undefined || last?.bound !== Infinity || last.value !== count)
      throw new Error(`${name}${labels}: a histogram that does not add up`);
  }
}
