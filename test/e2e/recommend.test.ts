import { appendFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { evaluateLakehouse } from '../../src/worker/evaluation/evaluate-lakehouse.ts';
import { quietContext } from '../../src/worker/jobs/context.ts';
import { fitModel } from '../../src/worker/recommenders/models/fit-model.ts';
import { generatedLake } from '../recommenders/support/generated-lake.ts';
import { expectNoComplaints, launchBrowser, openPage, type Watched } from '../support/browser.ts';
import { startTestHost, type TestHost } from '../support/host.ts';
import { builtRenderer } from '../support/renderer.ts';

describe('a person who judges recommendations', { timeout: 120_000 }, () => {
  let browser: Browser;
  let host: TestHost;
  let watched: Watched;
  let folder: string;
  const SOON = { timeout: 20_000, interval: 100 };
  const HYBRID = { parts: { ials: { dimensions: 8, epochs: 3 } } };

  beforeAll(async () => {
    const made = await generatedLake();
    folder = made.folder;
    await fitModel(made.lake, { params: HYBRID }, quietContext());
    await fitModel(made.lake, { recommender: 'vmis-knn' }, quietContext());
    await evaluateLakehouse(made.lake, { recommenders: ['popularity', 'trending'], users: 50 }, quietContext());
    made.lake.close();
    const rendererFolder = await builtRenderer();
    [browser, host] = await Promise.all([
      launchBrowser(),
      startTestHost({ rendererFolder, lakePath: join(folder, 'lake.db') }),
    ]);
    watched = await openPage(browser);
  }, 120_000);
  afterAll(async () => {
    await browser?.close();
    await host?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  test('opens a reason down to the file and the line that the plays were read from', async () => {
    const { page } = watched;
    await page.goto(host.address);
    await page.getByRole('link', { name: 'Recommendations' }).click();
    await page.evaluate(() => (location.hash = '#/recommend/listener/1'));
    await page.getByText('sum to the score').waitFor({ timeout: 30_000 });
    await page
      .getByRole('button', { name: /because you played/ })
      .first()
      .click();
    await page
      .getByRole('list', { name: /because you played/ })
      .getByRole('button')
      .first()
      .click();
    await page
      .getByText(/fact_listening_events_2024\.csv:\d+/)
      .first()
      .waitFor();
  });

  test('moves the list towards rare tracks, sees what it costs, and saves it as a variant that is a candidate', async () => {
    const { page } = watched;
    const kept = page.getByRole('row', { name: /^Score kept/ });
    expect(await kept.textContent()).toBe('Score kept100%100%');
    await page.getByRole('slider', { name: 'Popular or rare' }).focus();
    await page.keyboard.press('End');
    await expect.poll(() => kept.textContent(), SOON).not.toBe('Score kept100%100%');
    await page.getByRole('button', { name: 'Save as a variant of the model' }).click();
    await expect
      .poll(
        async () => (await host.rpc.recommend.models()).find(model => model.state === 'candidate')?.params['list'],
        {
          timeout: 60_000,
        },
      )
      .toEqual({ novelty: 1 });
  });

  test('asks for its gates, has it evaluated, serves it against them with a reason, and rolls back in one step', async () => {
    const { page } = watched;
    const served = async () =>
      (await host.rpc.recommend.models()).find(({ state, task }) => state === 'served' && task === 'lists')!;
    const before = (await served()).modelId;
    const variant = (await host.rpc.recommend.models()).find(({ state }) => state === 'candidate')!.modelId;
    await page.getByRole('tab', { name: 'Models' }).click();
    const row = page.getByRole('row').filter({ hasText: variant.slice(0, 10) });
    await row.getByRole('button', { name: /^More about/ }).click();
    await page.getByRole('menuitem', { name: 'Serve this model…' }).click();
    await page.getByText('no evaluation has these parameters').waitFor();
    await page.getByRole('button', { name: 'Evaluate it' }).click();
    await expect
      .poll(async () => (await host.rpc.recommend.gates({ modelId: variant })).length, { timeout: 90_000 })
      .toBeGreaterThan(1);
    await page.evaluate(() => (location.hash = '#/recommend/models'));
    await row.getByRole('button', { name: /^More about/ }).click();
    await page.getByRole('menuitem', { name: 'Serve this model…' }).click();
    await page.getByText('nothing from the held-out part was in training').waitFor();
    await page.getByRole('textbox', { name: 'Why it should be served all the same' }).fill('to see rare tracks');
    await page.getByRole('button', { name: 'Serve against the gates' }).click();
    await expect.poll(async () => (await served()).modelId, SOON).toBe(variant);
    await row.getByRole('button', { name: /^More about/ }).click();
    await page.getByRole('menuitem', { name: 'Model card…' }).click();
    await page.getByText(/to see rare tracks/).waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Roll back…' }).click();
    await page.getByRole('textbox', { name: 'Why' }).fill('too rare');
    await page.getByRole('button', { name: 'Roll back', exact: true }).click();
    await expect.poll(async () => (await served()).modelId, SOON).toBe(before);
  });

  test('compares the lists of two models, and sees for whom they changed most and why', async () => {
    const { page } = watched;
    await page
      .getByRole('button', { name: /^More about Hybrid/ })
      .first()
      .click();
    await page.getByRole('menuitem', { name: 'Compare its lists…' }).click();
    await page.getByText('Rank-biased overlap').waitFor({ timeout: 30_000 });
    await page
      .getByRole('link', { name: /^Listener \d+/ })
      .first()
      .waitFor();
    await page.keyboard.press('Escape');
  });

  test('goes on from a listener’s session, sees which sessions voted, and plays a track next', async () => {
    const { page } = watched;
    await page.evaluate(() => (location.hash = '#/recommend/next/1'));
    const heard = page.getByRole('list', { name: 'Heard so far' });
    await heard.getByRole('listitem').first().waitFor();
    const before = await heard.getByRole('listitem').count();
    await page.getByText('Sessions like this one').first().waitFor({ timeout: 20_000 });
    await page
      .getByRole('button', { name: /past sessions? with/ })
      .first()
      .click();
    await page
      .getByRole('list', { name: /past sessions? with/ })
      .getByRole('button')
      .first()
      .click();
    await page
      .getByText(/fact_listening_events_2024\.csv:\d+/)
      .first()
      .waitFor();
    const first = await page.getByRole('option').first().textContent();
    await page.getByRole('button', { name: 'Play it next' }).click();
    await expect.poll(() => heard.getByRole('listitem').count(), SOON).toBe(before + 1);
    await expect.poll(() => page.getByRole('option').first().textContent(), SOON).not.toBe(first);
  });

  test('reads an evaluation run by run, with paired tests and segments, and takes it away as a page', async () => {
    const { page } = watched;
    await page.getByRole('tab', { name: 'Evaluation' }).click();
    await page.getByRole('heading', { name: 'Paired tests' }).waitFor();
    await page.getByRole('heading', { name: 'Recall by segment' }).waitFor();
    const saved = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Export as HTML' }).click();
    const stream = await (await saved).createReadStream();
    let text = '';
    for await (const chunk of stream) text += String(chunk);
    expect(text).toContain('Paired tests');
    expect(text).toContain('nothing from the future was learned');
    expect(text).not.toMatch(/<script|https?:\/\/(?!www\.w3\.org)/);
  });

  test('has a report read again byte by byte: it is what was written, until somebody changes a file beside it', async () => {
    const { page } = watched;
    const outFolder = join(folder, 'reports');
    const override = { reason: 'a test' };
    await host.rpc.reports.make({ users: [1, 2], k: 3, formats: ['html', 'csv'], outFolder, override });
    await expect.poll(async () => (await host.rpc.reports.list()).length, { timeout: 60_000 }).toBe(1);
    const [report] = await host.rpc.reports.list();
    await page.evaluate(id => (location.hash = `#/reports/${id}`), report!.reportId);
    await page.getByRole('button', { name: 'Verify', exact: true }).click();
    await page.getByText('This lakehouse made it, and keeps the same checksum.').waitFor();
    await page.getByText(/beside it are what was written/).waitFor();
    appendFileSync(report!.files.find(({ format }) => format === 'csv')!.path, '1,2,3\n');
    await page.getByRole('button', { name: 'Verify a file…' }).click();
    await page.getByRole('textbox', { name: 'Page' }).fill(report!.path);
    await page.getByRole('dialog').getByRole('button', { name: 'Verify', exact: true }).click();
    await page.getByText('It is not what was written: recommendations.csv was changed').waitFor();
    await page.keyboard.press('Escape');
    await expect(host.rpc.reports.verify({ path: join(folder, 'seed', 'dim_users.csv') })).rejects.toMatchObject({
      code: 'bad_input',
    });
  });

  test('forgets a listener for good, and gets a receipt that says what went and where was searched', async () => {
    const { page } = watched;
    await page.evaluate(() => (location.hash = '#/recommend/listener/9'));
    await page.getByRole('button', { name: 'Forget this listener…' }).click();
    await page.getByRole('button', { name: 'Forget for good' }).click();
    const receipt = page.getByRole('region', { name: 'Receipt' });
    await receipt.getByText('nothing is left').waitFor({ timeout: 60_000 });
    const saved = page.waitForEvent('download');
    await receipt.getByRole('button', { name: 'Save the receipt' }).click();
    expect((await saved).suggestedFilename()).toMatch(/^forgotten-\d+\.json$/);
    expect(await host.rpc.recommend.sessions({ userId: 9 })).toEqual([]);
    const jobs = await host.rpc.jobs.list({ limit: 1, kinds: ['forget'] });
    expect(jobs[0]!.params).toEqual({});
  });

  test('without a complaint of the browser', () => expectNoComplaints(watched));
});
