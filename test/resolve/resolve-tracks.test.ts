import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ResolvableTrack } from '../../src/shared/resolve/compare-tracks.ts';
import { resolveTracks, type Decision } from '../../src/shared/resolve/resolve-tracks.ts';
import { generatedPairs } from './generated-pairs.ts';

const track = (
  id: string | number,
  artist: string,
  title: string,
  more: Partial<ResolvableTrack> = {},
): ResolvableTrack => ({
  ...{ id, artist, title, album: null, isrc: null, mbid: null, durationMs: null, weight: 0 },
  ...more,
});

const areOne = (a: ResolvableTrack, b: ResolvableTrack): boolean =>
  resolveTracks([a, b], []).some(match => match.status === 'merged');

describe('two tracks are one recording', () => {
  it.each([
    ['case', 'Metallica', 'Fade To Black', 'METALLICA', 'fade to black'],
    ['accents', 'Mötley Crüe', 'Kickstart My Heart', 'Motley Crue', 'Kickstart My Heart'],
    ['letters of their own', 'Sigur Rós', 'Glósóli', 'Sigur Ros', 'Glosoli'],
    [
      'punctuation',
      'Creedence Clearwater Revival',
      'Have You Ever Seen the Rain?',
      'Creedence Clearwater Revival',
      'Have You Ever Seen The Rain',
    ],
    ['apostrophes', 'The Cars', "My Best Friend's Girl", 'The Cars', 'My Best Friends Girl'],
    ['spaces', 'Lynyrd Skynyrd', 'Freebird', 'Lynyrd Skynyrd', 'Free Bird'],
    ['articles', 'David Bowie', 'Jean Genie', 'David Bowie', 'The Jean Genie'],
    ['the band', 'Rolling Stones', 'Angie', 'The Rolling Stones', 'Angie'],
    ['the band, behind', 'Rolling Stones, The', 'Angie', 'The Rolling Stones', 'Angie'],
    ['and', 'Metallica', 'Seek & Destroy', 'Metallica', 'Seek and Destroy'],
    ['rock n roll', 'AC/DC', "Can't Stop Rock'n'Roll", 'Ac/Dc', 'Can’t Stop Rock And Roll'],
    ['slurring', 'Canned Heat', 'Going Up The Country', 'Canned Heat', "Goin' Up The Country"],
    ['a remaster', 'Queen', 'Bohemian Rhapsody', 'Queen', 'Bohemian Rhapsody - Remastered 2011'],
    ['another remaster', 'Black Sabbath', 'Paranoid (2009 - Remaster)', 'Black Sabbath', 'Paranoid (2012 - Remaster)'],
    ['mono', 'The Beach Boys', 'God Only Knows', 'The Beach Boys', 'God Only Knows - Mono / 1997 Remastered'],
    ['a soundtrack', 'Eminem', 'Lose Yourself', 'Eminem', 'Lose Yourself - From "8 Mile" Soundtrack'],
    ['a guest in the title', 'Eminem', 'Stan (Feat. Dido)', 'Eminem;Dido', 'Stan'],
    [
      'a guest in brackets',
      'Wiz Khalifa;Charlie Puth',
      'See You Again (feat. Charlie Puth)',
      'Wiz Khalifa;Charlie Puth',
      'See You Again',
    ],
    ['a band behind the singer', 'Bob Marley', 'Jamming', 'Bob Marley & The Wailers', 'Jamming'],
    ['parts', 'Pink Floyd', 'Another Brick in the Wall, Pt. 2', 'Pink Floyd', 'Another Brick In The Wall (Part II)'],
    ['a slip', 'Rage Against The Machine', 'Guerilla Radio', 'Rage Against The Machine', 'Guerrilla Radio'],
    ['a video', 'Radiohead', 'Radiohead - Creep (Official Video)', 'Radiohead', 'Creep'],
    ['a live take twice', 'Nirvana', 'About a Girl (Live)', 'Nirvana', 'About A Girl - Live'],
    ['another script', '宇多田ヒカル', 'One Night Magic', '宇多田ヒカル', 'One Night Magic (Feat. Yamada Masashi)'],
  ])('but for %s', (_, artist, title, otherArtist, otherTitle) => {
    expect(areOne(track('a:1', artist, title), track('b:1', otherArtist, otherTitle))).toBe(true);
  });

  it.each([
    ['live and studio', 'Rob Zombie', 'Dragula', 'Dragula (Live)'],
    ['live, behind a dash', 'Eagles', 'Hotel California', 'Hotel California - Live On MTV, 1994'],
    ['unplugged', 'Alice In Chains', 'Nutshell', 'Nutshell (Unplugged)'],
    ['two concerts', 'Morcheeba', 'Post Houmous (Live At The Mackie)', 'Post Houmous (Live in Berlin)'],
    ['a remix', 'Lizzo', 'About Damn Time', 'About Damn Time - Purple Disco Machine Remix'],
    ['two remixes', 'The Imps', 'Uncle Limps (Isolee Remix)', 'Uncle Limps (Minilogue Remix)'],
    ['acoustic', '3 Doors Down', "It's Not My Time", "It's Not My Time - Acoustic"],
    ['a radio edit', 'Faith No More', 'Epic', 'Epic - Radio Edit'],
    ['parts', 'M83', 'Sister, Part 1', 'Sister, Part 2'],
    ['numerals', 'Metallica', 'The Unforgiven', 'The Unforgiven II'],
    ['numbers', 'Itaco Studio', 'トラック 02', 'トラック 04'],
    ['a re-recording', 'Taylor Swift', 'Love Story', "Love Story (Taylor's Version)"],
    ['a medley', 'Queen', 'We Will Rock You', 'We Will Rock You/We Are The Champions'],
    ['titles that every album has', 'The Cinematic Orchestra', 'Prelude', 'Prelude'],
  ])('never: %s', (_, artist, title, otherTitle) => {
    expect(areOne(track('a:1', artist, title), track('b:1', artist, otherTitle))).toBe(false);
  });

  it('never, of different lengths, or on a live album', () => {
    const studio = track('a:1', 'Lady A', 'Need You Now', { durationMs: 236_440, album: 'Need You Now' });
    expect(areOne(studio, track('b:1', 'Lady A', 'Need You Now', { durationMs: 277_573 }))).toBe(false);
    expect(areOne(studio, track('b:1', 'Lady A', 'Need You Now', { album: 'Live at Wembley' }))).toBe(false);
    expect(areOne(studio, track('b:1', 'Lady A', 'Need You Now', { durationMs: 237_000 }))).toBe(true);
  });

  it('by ISRC or MusicBrainz id, whatever the spelling, but for a live take', () => {
    const codes = { isrc: 'GBAYE6800011', mbid: 'b1a9c0e2-5d36-4d3b-a2b9-0a5c7a1b2c3d' };
    const one = track('a:1', 'The Beatles', 'Hey Jude', codes);
    expect(areOne(one, track('b:1', 'Beatles', 'Хей Джуд', { isrc: 'gb-aye-68-00011' }))).toBe(true);
    expect(areOne(one, track('b:1', 'Битлз', 'Hey Jude', { mbid: codes.mbid.toUpperCase() }))).toBe(true);
    expect(areOne(one, track('b:1', 'The Beatles', 'Hey Jude (Live)', codes))).toBe(false);
    expect(areOne(one, track('b:1', 'Somebody', 'Something', codes))).toBe(false);
    expect(areOne(track('a:1', 'X', 'Y', { isrc: 'unknown' }), track('b:1', 'V', 'W', { isrc: 'unknown' }))).toBe(
      false,
    );
  });

  it('of a catalogue of its own, by code only', () => {
    expect(areOne(track(1, 'Quinn', 'Iron Teeth'), track(2, 'Quinn', 'Iron Teeth'))).toBe(false);
    expect(areOne(track(1, 'Quinn', 'Iron Teeth'), track('spotify:track:2', 'Quinn', 'Iron Teeth'))).toBe(true);
  });
});

describe('a person', () => {
  const a = track('a:1', 'Kate Bush', 'Cloudbusting', { weight: 2 });
  const b = track('b:1', 'Kate Bush', 'Cloudbusting (2018 Remaster)');
  const c = track('c:1', 'Kate Bush', 'Cloud Busting');
  const said = (...decisions: [ResolvableTrack, ResolvableTrack, Decision['decision']][]): string[] =>
    resolveTracks(
      [a, b, c],
      decisions.map(([x, y, decision]) => ({ a: x.id, b: y.id, decision })),
    )
      .map(({ trackId, otherTrackId, status }) => `${trackId} ${otherTrackId} ${status}`)
      .sort();

  it('finds all of them under the best described one', () => {
    expect(said()).toEqual(['b:1 a:1 merged', 'c:1 a:1 merged']);
  });

  it('splits one from the others, and it stays out of their company', () => {
    expect(said([a, b, 'different'])).toEqual(['a:1 b:1 split', 'c:1 a:1 merged']);
  });

  it('confirms what would not have been merged, and then it counts as sure', () => {
    const live = track('d:1', 'Kate Bush', 'Cloudbusting (Live)');
    const decided = resolveTracks([a, live], [{ a: 'd:1', b: 'a:1', decision: 'same' }]);
    expect(decided).toMatchObject([{ trackId: 'd:1', canonicalTrackId: 'a:1', status: 'confirmed', confidence: 1 }]);
  });

  it('who contradicts themselves is obeyed where that is possible', () => {
    expect(said([a, b, 'same'], [b, c, 'same'], [a, c, 'different'])).toEqual(['a:1 c:1 split', 'b:1 a:1 confirmed']);
  });
});

describe('whatever the tracks', () => {
  const some = fc.integer({ min: 1, max: 60 }).chain(seed => {
    const { tracks } = generatedPairs(6, seed);
    const decision = fc.record({
      ...{ a: fc.constantFrom(...tracks.map(t => t.id)), b: fc.constantFrom(...tracks.map(t => t.id)) },
      decision: fc.constantFrom('same' as const, 'different' as const),
    });
    return fc.record({
      tracks: fc.constant(tracks),
      decisions: fc.array(decision, { maxLength: 5 }),
      shuffled: fc.shuffledSubarray(tracks, { minLength: tracks.length }),
    });
  });

  it('their order does not matter, and every merged track leads to one canonical track, which leads nowhere', () => {
    fc.assert(
      fc.property(some, ({ tracks, decisions, shuffled }) => {
        const found = resolveTracks(tracks, decisions);
        expect(resolveTracks(shuffled, decisions)).toEqual(found);
        const taken = found.filter(match => match.canonicalTrackId !== null);
        const children = taken.map(match => match.trackId);
        expect(new Set(children).size).toBe(children.length);
        for (const { canonicalTrackId } of taken) expect(children).not.toContain(canonicalTrackId);
      }),
      { numRuns: 60, seed: 5 },
    );
  });

  it('those whom a person has split are never counted as one', () => {
    fc.assert(
      fc.property(some, ({ tracks, decisions }) => {
        const apart = decisions
          .filter(({ a, b }) => a !== b)
          .map(each => ({ ...each, decision: 'different' as const }));
        const stands = new Map(
          resolveTracks(tracks, apart).flatMap(m =>
            m.canonicalTrackId === null ? [] : [[m.trackId, m.canonicalTrackId]],
          ),
        );
        for (const { a, b } of apart) expect(stands.get(a) ?? a).not.toBe(stands.get(b) ?? b);
      }),
      { numRuns: 60, seed: 6 },
    );
  });
});
