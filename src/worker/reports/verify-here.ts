import type { ReportVerification } from '../../shared/rpc/reports.ts';
import { readFileSync } from 'node:fs';
import type { Lakehouse } from '../lakehouse/open.ts';
import { dataOf, verifyReport } from './verify.ts';

/** A report held to its own manifest, and to what this lakehouse keeps of the reports that it made. */
export async function verifyHere(lake: Lakehouse, path: string): Promise<ReportVerification> {
  const { ok, problems, files, sha256, path: file } = await verifyReport(path);
  const stamp = stampIn(readFileSync(file));
  const records = lake.db.prepare('select sha256 from lake_reports where path = ? or run_id = ?').pluck();
  const known = records.all(file, text(stamp['run_id']) ?? '') as string[];
  const same = lake.db.prepare('select 1 from lake_reports where sha256 = ?').get(sha256) !== undefined;
  const snapshot = stamp['snapshot_id'];
  return {
    ...{ path: file, ok, problems, files },
    record: same ? 'same' : known.length > 0 ? 'differs' : 'unknown here',
    madeFrom: {
      snapshotId: typeof snapshot === 'number' ? snapshot : null,
      modelId: text(stamp['model_id']),
      lakeId: text(stamp['lake_id']),
    },
  };
}

function stampIn(page: Uint8Array): Record<string, unknown> {
  try {
    return JSON.parse(dataOf(page)) as Record<string, unknown>;
  } catch {
    return {};
  }
}

const text = (value: unknown): string | null => (typeof value === 'string' ? value : null);
