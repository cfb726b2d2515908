import { expect, test } from 'vitest';
import { seeded } from '../cell/statements.ts';
import { startTestHost } from '../support/host.ts';
import { judgeEvents, killUnderLoad } from './kill-events.ts';

const KILLS = 50;

test(`${KILLS} kills under load: every acknowledged event is there, once`, async () => {
  const seed = Math.floor(Math.random() * 2 ** 31);
  const host = await startTestHost({ breakerOptions: { deaths: 10_000 }, log: () => {} });
  try {
    const { kills, acknowledged, sentAgain } = await killUnderLoad(host, KILLS, seeded(seed));
    const judgement = await judgeEvents(host, acknowledged);
    console.log(
      `seed ${seed}: ${kills} kills, ${acknowledged.size} events acknowledged, ${sentAgain} calls sent again, ` +
        `${judgement.lost} lost, ${judgement.doubled} doubled`,
    );
    expect(judgement).toEqual({ lost: 0, doubled: 0 });
  } finally {
    await host.close();
  }
});
