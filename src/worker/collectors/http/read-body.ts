import { RequestFailure } from './failure.ts';

/** Reads a response's text up to a limit of decompressed bytes, which a length header can't be trusted for. */
export async function readBody(response: Response, mostBytes: number): Promise<string> {
  if (response.body === null) return '';
  const pieces: Uint8Array[] = [];
  let bytes = 0;
  for await (const piece of response.body as AsyncIterable<Uint8Array>) {
    bytes += piece.length;
    if (bytes > mostBytes) {
      const megabytes = Math.round(mostBytes / 2 ** 20);
      throw new RequestFailure(`the answer is larger than ${megabytes} MiB`, { passing: false });
    }
    pieces.push(piece);
  }
  return Buffer.concat(pieces).toString('utf8');
}
