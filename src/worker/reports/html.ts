import { createHash, type Hash } from 'node:crypto';
import { closeSync, openSync, readSync, rmSync, writeSync } from 'node:fs';
import { partPath } from './finish-file.ts';
import type { Format, FormatWriter, Tally } from './format.ts';
import { html, type Markup } from './html/markup.ts';
import { dataBlock, pageAround } from './html/page.ts';
import { listenerSection } from './html/sections/listener.ts';
import { makeManifest, manifestText } from './manifest.ts';
import type { ListenerList, ReportFacts, ReportFile } from './report.ts';

/** One page that holds everything it needs and loads nothing. */
export const page: Format = {
  name: 'html',
  fileName: 'report.html',
  open: (path, facts) => new HtmlWriter(path, facts),
};

/** Up to so many lists are all open; of more, the first ten are, and the others can be found. */
const ALL_OPEN = 30;
const FIRST_OPEN = 10;
/** Lists beyond this size are left to the other files, so that a browser opens the page at once. */
export const LISTS_BYTES = 12_000_000;

/** The lists wait in a file beside the page, since the summary above them is known only when the last one has passed. */
class HtmlWriter implements FormatWriter {
  private readonly path: string;
  private readonly facts: ReportFacts;
  private readonly lists: string;
  private readonly fd: number;
  private readonly open: number;
  private bytes = 0;
  private held = 0;
  private full = false;

  constructor(path: string, facts: ReportFacts) {
    this.path = path;
    this.facts = facts;
    this.open = facts.listeners <= ALL_OPEN ? facts.listeners : FIRST_OPEN;
    this.lists = `${path}.lists.part`;
    this.fd = openSync(this.lists, 'w+');
  }

  add(list: ListenerList): void {
    if (this.full) return;
    const section = listenerSection(list, this.facts.model.parts);
    const bytes = Buffer.from(wrapped(list, section, this.held < this.open).text);
    this.full = this.bytes + bytes.length > LISTS_BYTES && this.held > 0;
    if (this.full) return;
    for (let at = 0; at < bytes.length;) at += writeSync(this.fd, bytes, at);
    this.bytes += bytes.length;
    this.held += 1;
  }

  async finish(tally: Tally, companions: readonly ReportFile[]): Promise<{ rows: number }> {
    const open = Math.min(this.open, this.held);
    const shown = { open, toBeFound: this.held - open, outside: tally.listeners - this.held };
    const out = new HashedFile(partPath(this.path));
    try {
      const { head, tail } = pageAround(this.facts, tally, shown, companions);
      out.write(head);
      this.copyLists(out);
      out.write(tail);
      const written = { bytes: out.bytes, sha256: out.hash.copy().digest('hex') };
      out.write(manifestText(makeManifest(written, dataBlock(this.facts, tally), companions)));
    } finally {
      out.close();
      this.abandon();
    }
    return { rows: this.held };
  }

  abandon(): void {
    closeSync(this.fd);
    rmSync(this.lists, { force: true });
  }

  private copyLists(out: HashedFile): void {
    const chunk = Buffer.allocUnsafe(1 << 20);
    for (let at = 0; at < this.bytes;) {
      const read = readSync(this.fd, chunk, 0, chunk.length, at);
      out.write(chunk.subarray(0, read));
      at += read;
    }
  }
}

/** A list that is shown, or one that is in the page without being part of what is shown; both can be found. */
function wrapped({ userId, name }: ListenerList, section: Markup, isOpen: boolean): Markup {
  const listener = name ?? `Listener ${userId}`;
  return isOpen
    ? html`<div data-listener="${userId}" data-name="${listener}">${section}</div>`
    : html`<template data-listener="${userId}" data-name="${listener}">${section}</template>`;
}

class HashedFile {
  readonly hash: Hash = createHash('sha256');
  bytes = 0;
  private readonly fd: number;

  constructor(path: string) {
    this.fd = openSync(path, 'w');
  }

  write(data: string | Uint8Array): void {
    const bytes = typeof data === 'string' ? Buffer.from(data) : data;
    this.hash.update(bytes);
    for (let at = 0; at < bytes.length;) at += writeSync(this.fd, bytes, at);
    this.bytes += bytes.length;
  }

  close(): void {
    closeSync(this.fd);
  }
}
