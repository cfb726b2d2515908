import Database from 'better-sqlite3';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openLakehouse } from '../../src/worker/lakehouse/open.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tracklake-open-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('the database of another program is refused as it is, byte for byte', () => {
  const file = join(folder, 'contacts.db');
  const other = new Database(file);
  other.exec('create table contacts (name text)');
  other.close();
  const before = readFileSync(file);
  expect(() => openLakehouse(file)).toThrow('contacts.db is an SQLite database, but not a lakehouse');
  expect(readFileSync(file).equals(before)).toBe(true);
  expect(existsSync(`${file}-writer`)).toBe(false);
});

test('a file that is no database, and a folder, are called what they are', () => {
  const text = join(folder, 'notes.lake');
  writeFileSync(text, 'remember the milk, and all that a database is not\n'.repeat(40));
  expect(() => openLakehouse(text)).toThrow('notes.lake is not a lakehouse');
  mkdirSync(join(folder, 'music'));
  expect(() => openLakehouse(join(folder, 'music'))).toThrow('music is a folder');
  expect(existsSync(`${text}-writer`)).toBe(false);
});

test('an empty file and an old lakehouse open', () => {
  const file = join(folder, 'new.lake');
  writeFileSync(file, '');
  openLakehouse(file).close();
  openLakehouse(file).close();
});

test('who opens a lakehouse that is being written is told who writes it', () => {
  const file = join(folder, 'my.lake');
  const first = openLakehouse(file);
  expect(() => openLakehouse(file)).toThrow(
    new RegExp(`my\\.lake: .+ \\(process ${process.pid}, since \\d\\d:\\d\\d UTC\\) is writing this lakehouse`),
  );
  first.close();
  expect(existsSync(`${file}-writer.txt`), 'the note goes with its holder').toBe(false);
  openLakehouse(file).close();
});
