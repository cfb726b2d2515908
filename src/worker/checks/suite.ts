import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { LineCounter, parseDocument } from 'yaml';
import { z } from 'zod';
import { TracklakeError } from '../../shared/errors.ts';
import { namesIn } from '../lakehouse/names-in.ts';
import { projectFile } from '../project-file.ts';

const word = z.string().regex(/^[a-z][a-z0-9_]*$/, 'lower-case letters, digits and underscores');

const checkSchema = z.strictObject({
  name: word,
  /** What holds when all is well, in one sentence. */
  says: z.string().min(10),
  /** The relation whose build it gates; of a bronze relation: what gates all that reads it. */
  on: z.string().regex(/^(bronze|silver|gold)_\w+$/, 'a relation'),
  severity: z.enum(['warn', 'error']),
  /** After a build that took in new rows: the weeks that changed (in every relation it reads that has weeks), or everything. */
  looks_at: z.enum(['weeks', 'whole']).default('whole'),
  /** SELECT of what is wrong, a row each. `:now` is the present moment. */
  rows: z.string(),
  /** SELECT of how many there are, of which `rows` are the wrong ones. The relation's rows when left out. */
  of: z.string().optional(),
  /** The share of them that may be wrong. */
  at_most: z.number().min(0).max(1).default(0),
  /** Too few to judge below this many. */
  from: z.number().int().min(0).default(0),
});

const suiteSchema = z.strictObject({
  suite: word,
  title: z.string(),
  description: z.string().default(''),
  checks: z.array(checkSchema).min(1),
});

/** One expectation of a suite. Its id is `suite.name`; that and its sentence are what its results are kept under. */
export interface SuiteCheck extends z.infer<typeof checkSchema> {
  id: string;
  /** The other relations that it reads, which are there before the one it is on. */
  reads: string[];
}

/** A file of `data/checks/`: expectations that need more than one relation's header can say. */
export interface Suite extends Omit<z.infer<typeof suiteSchema>, 'checks'> {
  checks: SuiteCheck[];
}

let known: Suite[] | undefined;

/** The suites that ship. Read once. */
export function suites(): Suite[] {
  known ??= readSuites(projectFile('data', 'checks'));
  return known;
}

export function readSuites(folder: string): Suite[] {
  return readdirSync(folder)
    .filter(file => file.endsWith('.yaml'))
    .sort()
    .map(file => parseSuite(readFileSync(join(folder, file), 'utf8'), basename(file)));
}

/** What the suites expect of this relation. */
export const suiteChecksOn = (relation: string): SuiteCheck[] =>
  suites().flatMap(({ checks }) => checks.filter(check => check.on === relation));

/** Reads a suite. Throws `bad_input` that names the file, the line and what is wrong there. */
export function parseSuite(text: string, file: string): Suite {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const refuse = (offset: number | undefined, what: string): never => {
    const line = offset === undefined ? 1 : lines.linePos(offset).line;
    throw new TracklakeError('bad_input', `${file}:${line}: ${what}`, { file, line });
  };
  const [broken] = document.errors;
  if (broken) refuse(broken.pos[0], broken.message.split('\n')[0] ?? broken.message);
  const parsed = suiteSchema.safeParse(document.toJS());
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const path = issue?.path.filter(key => typeof key !== 'symbol') ?? [];
    const node = document.getIn(path, true) as { range?: [number, number, number] } | undefined;
    return refuse(node?.range?.[0], `${path.join('.')}: ${issue?.message ?? 'not a suite of checks'}`);
  }
  const { checks, ...suite } = parsed.data;
  const twice = checks.find((check, i) => checks.findIndex(other => other.name === check.name) < i);
  if (twice !== undefined) refuse(undefined, `two checks are called ${twice.name}`);
  return { ...suite, checks: checks.map(check => withReads(suite.suite, check)) };
}

function withReads(suite: string, check: z.infer<typeof checkSchema>): SuiteCheck {
  const reads = namesIn(`${check.rows} ${check.of ?? ''}`).filter(name => name !== check.on);
  return { ...check, id: `${suite}.${check.name}`, reads };
}
