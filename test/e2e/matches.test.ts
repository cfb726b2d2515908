import { describe, expect, test } from 'vitest';
import { openLakehouse } from '../../src/worker/lakehouse/open.ts';
import { buildWorld } from '../lakehouse/support/world.ts';
import { expectNoComplaints, launchBrowser, openPage } from '../support/browser.ts';
import { startTestHost } from '../support/host.ts';
import { builtRenderer } from '../support/renderer.ts';

function prepare(lakePath: string): void {
  const lake = openLakehouse(lakePath);
  buildWorld(lake);
  lake.close();
}

describe('a person who looks at what was merged', { timeout: 120_000 }, () => {
  test('undoes it, builds, and sees that it stays undone; then takes the decision back', async () => {
    const rendererFolder = await builtRenderer();
    const [browser, host] = await Promise.all([launchBrowser(), startTestHost({ rendererFolder, prepare })]);
    const watched = await openPage(browser);
    const { page } = watched;
    try {
      await page.goto(`${host.address}`);
      await page.getByRole('link', { name: 'Matches' }).click();
      const row = page.getByRole('row').filter({ hasText: 'ONE (2011 Remaster)' });
      await row.getByText('97%').waitFor();
      await row.getByText('“2011 Remaster” left aside').waitFor();
      await row.getByRole('button', { name: /^Undo/ }).click();
      await row.getByText('will be split').waitFor();
      await page.getByText('1 decision takes effect with the next build.').waitFor();
      await page.getByRole('button', { name: 'Build now' }).click();
      await row.getByText('split', { exact: true }).waitFor({ timeout: 30_000 });
      expect((await host.rpc.matches.list({ status: 'merged' })).total).toBe(0);
      await page.getByRole('radio', { name: /^Split/ }).click();
      await expect.poll(() => page.getByRole('rowheader').count()).toBe(2);
      await row.getByRole('button', { name: /^Undo/ }).click();
      await row.getByText('will be judged anew').waitFor();
      await page.getByRole('searchbox', { name: 'Search matches' }).fill('four');
      await expect.poll(() => page.getByRole('rowheader').count()).toBe(1);
      expectNoComplaints(watched);
    } finally {
      await browser.close();
      await host.close();
    }
  });

  test('is told over the contract when a track is not there', async () => {
    const host = await startTestHost({ prepare });
    try {
      const decided = host.rpc.matches.decide({ trackId: 'nope', otherTrackId: 10, decision: 'same' });
      await expect(decided).rejects.toMatchObject({ code: 'not_found', message: 'no track nope' });
      expect(await host.rpc.matches.list({ text: 'trio', limit: 1 })).toMatchObject({
        ...{ total: 1, counts: { merged: 1, proposed: 1, confirmed: 0, split: 1 } },
        rows: [{ reason: 'name', status: 'proposed' }],
      });
    } finally {
      await host.close();
    }
  });
});
