import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { openJobs } from '../../../src/worker/jobs/queue.ts';
import { openLakehouse } from '../../../src/worker/lakehouse/open.ts';
import { openLiveEvents } from '../../../src/worker/stream/live-events.ts';

const PATIENCE = { timeout: 20_000 };

test('events that were accepted become bronze by themselves, after a restart too', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'tracklake-live-'));
  const lake = openLakehouse(join(folder, 'test.lake'));
  const jobs = openJobs(lake, { interrupted: 'fail' });
  const verdicts = (from: number, to: number) =>
    Array.from({ length: to - from }, (_, n) => ({
      type: 'feedback',
      event_id: from + n,
      user_id: 1,
      track_id: 2,
      feedback: 'like',
      given_at: '2025-01-01T00:00:00Z',
    }));
  const inBronze = () => lake.db.prepare('select count(*) from bronze_feedback_events').pluck().get();
  try {
    const live = openLiveEvents(lake, jobs, { everyMilliseconds: 5 });
    await live.take(verdicts(0, 30));
    await vi.waitFor(() => expect(inBronze()).toBe(30), PATIENCE);
    expect(live.lag()).toEqual({ acceptedTo: 30, inBronzeTo: 30, behind: 0 });
    await live.close();
    const asleep = openLiveEvents(lake, jobs, { everyMilliseconds: 60_000 });
    await asleep.take(verdicts(20, 40));
    expect(asleep.lag().behind).toBe(20);
    await asleep.close();
    const again = openLiveEvents(lake, jobs, { everyMilliseconds: 5 });
    await vi.waitFor(() => expect(inBronze()).toBe(40), PATIENCE);
    await again.close();
  } finally {
    await jobs.close();
    lake.close();
    rmSync(folder, { recursive: true });
  }
});
