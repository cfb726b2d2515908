import { crc32, deflateRawSync, gzipSync } from 'node:zlib';

export interface ZipInput {
  name: string;
  bytes: Buffer;
  /** Stored without compression. */
  store?: boolean;
  /** What the table of contents claims, where it lies. */
  claims?: { uncompressed?: number; compressed?: number; offset?: number; flags?: number };
}

/** Writes a zip archive by hand, so that it can be wrong in any way. */
export function zipOf(inputs: readonly ZipInput[]): Buffer {
  const pieces: Buffer[] = [];
  const contents: Buffer[] = [];
  let offset = 0;
  for (const { name, bytes, store = false, claims = {} } of inputs) {
    const packed = store ? bytes : deflateRawSync(bytes);
    const encoded = Buffer.from(name);
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt16LE(0x0800 | (claims.flags ?? 0), 2);
    common.writeUInt16LE(store ? 0 : 8, 4);
    common.writeUInt32LE(crc32(bytes), 10);
    common.writeUInt32LE(claims.compressed ?? packed.length, 14);
    common.writeUInt32LE(claims.uncompressed ?? bytes.length, 18);
    common.writeUInt16LE(encoded.length, 22);
    const local = Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), common, encoded, packed]);
    const central = Buffer.alloc(20);
    central.writeUInt16LE(0, 0);
    central.writeUInt32LE(claims.offset ?? offset, 10 + 0);
    contents.push(
      Buffer.concat([
        Buffer.from('PK\x01\x02\x14\x00', 'latin1'),
        common.subarray(0, 24),
        Buffer.from([0, 0]),
        centralTail(claims.offset ?? offset),
        encoded,
      ]),
    );
    pieces.push(local);
    offset += local.length;
  }
  const directory = Buffer.concat(contents);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 0, 'latin1');
  end.writeUInt16LE(inputs.length & 0xffff, 8);
  end.writeUInt16LE(inputs.length & 0xffff, 10);
  end.writeUInt32LE(directory.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...pieces, directory, end]);
}

/** Comment length, disk, attributes, and where the file lies. */
function centralTail(offset: number): Buffer {
  const tail = Buffer.alloc(14);
  tail.writeUInt32LE(offset, 10);
  return tail;
}

export interface Bomb {
  name: string;
  fileName: string;
  bytes: Buffer;
  reason: RegExp;
}

const json = Buffer.from('[{"ts": "2024-01-01T00:00:00Z", "ms_played": 1, "spotify_track_uri": "spotify:track:1"}]');
const zeros = (mb: number): Buffer => Buffer.alloc(mb << 20);

/** Thirty ways to hurt an importer with an archive. */
export function bombs(): Bomb[] {
  const zip = (name: string, reason: RegExp, inputs: readonly ZipInput[]): Bomb => ({
    name,
    fileName: 'bomb.zip',
    bytes: zipOf(inputs),
    reason,
  });
  const named = (name: string): Bomb =>
    zip(`a file called ${JSON.stringify(name)}`, /refused/, [{ name, bytes: json }]);
  const nested = (name: string, bytes: Buffer): Bomb =>
    zip(`${name} inside`, /archive inside the archive|is an archive itself/, [{ name, bytes }]);
  const grown = (letter: string): ZipInput => ({ name: `${letter}.json`, bytes: zeros(32) });
  return [
    zip('64 MB of nothing', /more than 200 times/, [{ name: 'a.json', bytes: zeros(64) }]),
    zip('one file of many too large', /more than 200 times/, [{ name: 'ok.json', bytes: json }, grown('b')]),
    zip('many large files', /more than 200 times/, ['a', 'b', 'c'].map(grown)),
    zip('claims to be 4 GB', /more than 200 times/, [
      { name: 'a.json', bytes: json, claims: { uncompressed: 0xfffffff0 } },
    ]),
    zip('claims to be smaller than it is', /refused/, [
      { name: 'a.json', bytes: zeros(8), claims: { uncompressed: 10 } },
    ]),
    zip('claims to be larger than it is', /refused/, [
      { name: 'a.json', bytes: json, claims: { uncompressed: json.length + 5 } },
    ]),
    zip('claims more packed bytes than there are', /refused/, [
      { name: 'a.json', bytes: json, claims: { compressed: 1 << 20 } },
    ]),
    zip('files that lie over each other', /lies over another/, [
      { name: 'a.json', bytes: json },
      { name: 'b.json', bytes: json, claims: { offset: 0 } },
      { name: 'c.json', bytes: json, claims: { offset: 4 } },
    ]),
    zip('a file that is outside the archive', /refused/, [
      { name: 'a.json', bytes: json, claims: { offset: 1 << 30 } },
    ]),
    zip('encrypted', /encrypted/, [{ name: 'a.json', bytes: json, claims: { flags: 1 } }]),
    zip(
      'too many files',
      /more than 10000 files/,
      Array.from({ length: 10_500 }, (_, i) => ({ name: `${i}.json`, bytes: Buffer.alloc(0), store: true })),
    ),
    named('../escape.json'),
    named('a/../../escape.json'),
    named('/etc/passwd.json'),
    named('C:/windows/x.json'),
    named('a\\..\\b.json'),
    named('new\nline.json'),
    named('bell\u0007.json'),
    named('right\u202eto-left.json'),
    named('..'),
    nested('inner.zip', zipOf([{ name: 'a.json', bytes: json }])),
    nested('inner.json', zipOf([{ name: 'a.json', bytes: json }])),
    nested('inner.json.gz', gzipSync(json)),
    nested('inner.jsonl', gzipSync(json)),
    nested('inner.tar', json),
    {
      name: 'a gzip of 300 MB of nothing',
      fileName: 'bomb.csv.gz',
      bytes: gzipSync(zeros(300)),
      reason: /no importer knows/,
    },
    {
      name: 'a gzip of one endless line',
      fileName: 'fact_listening_events.csv.gz',
      bytes: gzipSync(Buffer.concat([Buffer.from('user_id,track_id,played_at\n'), Buffer.alloc(200 << 20, 'x')])),
      reason: /200 times/,
    },
    {
      name: 'a gzip in a gzip',
      fileName: 'bomb.json.gz',
      bytes: gzipSync(gzipSync(zeros(64))),
      reason: /no importer knows|archive/,
    },
    {
      name: 'a gzip that is cut off',
      fileName: 'a.csv.gz',
      bytes: gzipSync(
        Buffer.concat([Buffer.from('user_id,track_id,played_at\n'), Buffer.alloc(100_000, '1,2,x\n')]),
      ).subarray(0, 200),
      reason: /gzip data is damaged/,
    },
    {
      name: 'an archive that is nothing but its first bytes',
      fileName: 'a.zip',
      bytes: Buffer.from('PK\x03\x04\x00\x00\x00\x00', 'latin1'),
      reason: /refused/,
    },
  ];
}
