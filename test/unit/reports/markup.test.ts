import { describe, expect, it } from 'vitest';
import { escapeText, html, jsonText } from '../../../src/worker/reports/html/markup.ts';
import { ticks, when } from '../../../src/worker/reports/html/numbers.ts';
import { SCRIPTS } from './payloads.ts';

describe('markup', () => {
  it('escapes every value that is not markup, in text and in attributes', () => {
    // prettier-ignore
    const made = html`<p title="${`a"b'c\`d`}">${'<b>&'}${html`<i>${'<'}</i>`}${['x', html`<br />`]}${null}${false}${0}</p>`;
    expect(made.text).toBe('<p title="a&quot;b&#39;c&#96;d">&lt;b&gt;&amp;<i>&lt;</i>x<br />0</p>');
  });

  it.each(SCRIPTS.map((payload, i) => [i, payload]))(
    'leaves nothing of payload %i that could begin a tag',
    (_, payload) => {
      expect(escapeText(String(payload))).not.toMatch(/[<>"'`\0]/);
      expect(jsonText({ payload })).not.toMatch(/[<>\u2028\u2029]/);
      expect((JSON.parse(jsonText({ payload })) as { payload: string }).payload).toBe(payload);
    },
  );

  it('keeps text of all scripts, and replaces what is no character', () => {
    expect(escapeText('Жанна 東京 🎷 naïve')).toBe('Жанна 東京 🎷 naïve');
    expect(escapeText('a\uD800b\0c\u0007')).toBe('a\uFFFDb\uFFFDc\uFFFD');
  });

  it('leaves out the indentation of the code, not that of the data', () => {
    const code = Object.assign(['<p>\n      ', '\n    </p>'], { raw: [] });
    expect(html(code, 'a\n      b').text).toBe('<p>\na\n      b\n</p>');
  });
});

describe('numbers', () => {
  it('puts ticks at round numbers that reach the largest', () => {
    expect(ticks(4523)).toEqual([0, 2000, 4000, 6000]);
    expect(ticks(1)).toEqual([0, 0.25, 0.5, 0.75, 1]);
    expect(ticks(0)).toEqual([0, 1]);
  });

  it('shortens times, and leaves alone what is none', () => {
    expect(when('2026-01-05T08:30:12.000Z')).toBe('2026-01-05 08:30 UTC');
    expect(when('soon')).toBe('soon');
  });
});
