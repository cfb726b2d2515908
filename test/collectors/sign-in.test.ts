import { get } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import { beginSignIn, type SignIn } from '../../src/worker/collectors/sign-in.ts';
import { quietContext } from '../../src/worker/jobs/context.ts';
import { FAST } from './support/collecting.ts';
import type { FakeService } from './support/fake-service.ts';
import { spotifyService } from './support/services.ts';

const open: { close(): unknown }[] = [];
afterEach(() => Promise.all(open.splice(0).map(one => one.close())));

async function signingIn() {
  const service = await spotifyService(0, 0);
  const place = { signInUrl: service.url, baseUrl: service.url, clientId: 'an-app' };
  const signIn = await beginSignIn(place, quietContext().cancel, FAST);
  open.push(service as FakeService, signIn);
  const asked = new URL(signIn.address).searchParams;
  service.state.challenge = asked.get('code_challenge') ?? '';
  const back = (query: Record<string, string>, path = '/callback'): string =>
    `${asked.get('redirect_uri')?.replace('/callback', path)}?${new URLSearchParams(query).toString()}`;
  return { service, signIn, asked, back };
}

const outcome = (signIn: SignIn): Promise<unknown> =>
  signIn.finished.then(
    done => done,
    error => error as unknown,
  );

describe('signing in', () => {
  it('leads to the service with PKCE, and comes back to a port of this machine', async () => {
    const { service, signIn, asked, back } = await signingIn();
    expect(Object.fromEntries(asked)).toMatchObject({
      response_type: 'code',
      client_id: 'an-app',
      code_challenge_method: 'S256',
      redirect_uri: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/callback$/),
    });
    expect(asked.get('state')?.length).toBeGreaterThan(30);
    const page = await fetch(back({ code: 'the-code-of-the-sign-in', state: asked.get('state') ?? '' }));
    expect(await page.text()).toContain('Signed in');
    expect(await signIn.finished).toEqual({ account: 'ana', refreshToken: 'refresh-token-0001' });
    expect(service.state.verified).toBe(true);
    await expect(fetch(back({}))).rejects.toThrow(); // nobody listens any more
  });

  it('is not taken in by another’s redirect', async () => {
    const { signIn, asked, back } = await signingIn();
    const state = asked.get('state') ?? '';
    const code = 'the-code-of-an-attacker';
    for (const url of [back({ code, state: `${state}x` }), back({ code }), back({ code, state }, '/other')])
      expect((await fetch(url)).status).toBe(404);
    expect((await fetch(back({ code, state }), { method: 'POST' })).status).toBe(404);
    const rebound = await new Promise<number | undefined>(resolve =>
      get(back({ code, state }), { headers: { host: 'evil.example' } }, response => resolve(response.statusCode)),
    );
    expect(rebound).toBe(404);
    await fetch(back({ code: 'the-code-of-the-sign-in', state }));
    expect(await signIn.finished).toMatchObject({ account: 'ana' });
  });

  it('that is refused, or of another code, says so without the code', async () => {
    const refused = await signingIn();
    await fetch(refused.back({ error: 'access_denied', state: refused.asked.get('state') ?? '' }));
    expect(await outcome(refused.signIn)).toMatchObject({ code: 'forbidden', message: 'the sign-in was refused' });
    const wrong = await signingIn();
    await fetch(wrong.back({ code: 'another-code-altogether', state: wrong.asked.get('state') ?? '' }));
    const error = await outcome(wrong.signIn);
    expect(error).toMatchObject({ code: 'bad_input' });
    expect(JSON.stringify(error) + String(error)).not.toContain('another-code-altogether');
  });
});
