import { createHash } from 'node:crypto';
import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { basename } from 'node:path';

const BUFFER_BYTES = 1 << 20;
/** More than any row of numbers takes; longer text flushes by itself. */
const ROW_ROOM = 4096;

/** A written file, as the summaries and the state name it. */
export interface WrittenFile {
  name: string;
  rows: number;
  bytes: number;
  sha256: string;
}

/**
 * A file written beside its final name and moved there by `commit`, so that a reader never sees half of it. Rows are
 * put together in one byte buffer; no string is made for a number.
 */
export class CsvFile {
  readonly path: string;
  /** Lines so far, the header among them; the next row becomes line `lines + 1`. */
  lines = 0;
  private readonly part: string;
  private readonly fd: number;
  private readonly buffer = Buffer.allocUnsafe(BUFFER_BYTES);
  private readonly hash = createHash('sha256');
  private used = 0;
  private bytes = 0;
  private open = true;

  constructor(path: string, header: string) {
    this.path = path;
    this.part = `${path}.part`;
    this.fd = openSync(this.part, 'w');
    this.raw(header);
    this.endRow();
  }

  /** A whole number ≥ 0. */
  number(value: number): this {
    const { buffer } = this;
    let end = this.used + 1;
    for (let rest = value; rest >= 10; end += 1) rest = rest < 2147483648 ? (rest / 10) | 0 : Math.floor(rest / 10);
    let rest = value;
    for (let at = end - 1; at >= this.used; at -= 1) {
      const next = rest < 2147483648 ? (rest / 10) | 0 : Math.floor(rest / 10);
      buffer[at] = 48 + (rest - next * 10);
      rest = next;
    }
    this.used = end;
    return this;
  }

  /** Plain ASCII bytes that need no quotes. */
  ascii(bytes: Uint8Array, from = 0, to = bytes.length): this {
    const { buffer } = this;
    let used = this.used;
    for (let i = from; i < to; i += 1) buffer[used++] = bytes[i] as number;
    this.used = used;
    return this;
  }

  /** Text as it stands: the caller knows that it needs no quotes. */
  raw(text: string): this {
    if (this.used + text.length * 3 > BUFFER_BYTES) this.flush();
    this.used += this.buffer.write(text, this.used);
    return this;
  }

  /** Text, quoted where commas, quotes or line breaks ask for it. */
  text(text: string): this {
    return this.raw(/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  }

  comma(): this {
    this.buffer[this.used++] = 44;
    return this;
  }

  endRow(): void {
    this.buffer[this.used++] = 10;
    this.lines += 1;
    if (this.used > BUFFER_BYTES - ROW_ROOM) this.flush();
  }

  /** Makes the file durable under its final name. */
  commit(): WrittenFile {
    this.flush();
    fsyncSync(this.fd);
    closeSync(this.fd);
    this.open = false;
    renameSync(this.part, this.path);
    return { name: basename(this.path), rows: this.lines - 1, bytes: this.bytes, sha256: this.hash.digest('hex') };
  }

  /** Leaves nothing behind; does nothing after `commit`. */
  discard(): void {
    if (!this.open) return;
    this.open = false;
    closeSync(this.fd);
    rmSync(this.part, { force: true });
  }

  private flush(): void {
    const bytes = this.buffer.subarray(0, this.used);
    this.hash.update(bytes);
    for (let at = 0; at < bytes.length;) at += writeSync(this.fd, bytes, at);
    this.bytes += bytes.length;
    this.used = 0;
  }
}
