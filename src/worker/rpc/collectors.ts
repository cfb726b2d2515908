import { TracklakeError } from '../../shared/errors.ts';
import type { CollectorInfo } from '../../shared/rpc/collectors.ts';
import { checkSource } from '../collectors/check-source.ts';
import type { Collector } from '../collectors/collector.ts';
import { openOutside } from '../collectors/open-source.ts';
import { allKept, streamKey, type Kept } from '../collectors/progress-kept.ts';
import { collectorNamed, collectors } from '../collectors/registry.ts';
import { startSignIn, type StartedSignIn } from '../collectors/sign-in-source.ts';
import { cancelToken } from '../jobs/context.ts';
import type { WorkerImplementer, WorkerProcess } from './router.ts';

type SignInState =
  | { kind: 'none' }
  | { kind: 'waiting'; address: string }
  | { kind: 'done'; account: string }
  | { kind: 'failed'; message: string };

export function collectorCalls(os: WorkerImplementer['collectors'], { holder }: WorkerProcess) {
  const outside = openOutside();
  let signIn: StartedSignIn | undefined;
  let signInState: SignInState = { kind: 'none' };

  return {
    list: os.list.handler(() => {
      const kept = allKept(holder.current().lake);
      return { seals: outside.keys.seals, sources: collectors.map(collector => describe(collector, kept)) };
    }),
    configure: os.configure.handler(({ input: { source, account, baseUrl, clientId } }) => {
      outside.connections.change(collectorNamed(source).name, {
        ...(account !== undefined && { account: account.trim() }),
        ...(baseUrl !== undefined && { baseUrl: baseUrl.trim() }),
        ...(clientId !== undefined && { clientId: clientId.trim() }),
      });
      return { ok: true as const };
    }),
    setKey: os.setKey.handler(({ input }) => {
      outside.keys.write(collectorNamed(input.source).name, input.key.trim());
      return { ok: true as const };
    }),
    removeKey: os.removeKey.handler(({ input }) => {
      outside.keys.remove(collectorNamed(input.source).name);
      return { ok: true as const };
    }),
    test: os.test.handler(({ input, signal }) => {
      const cancel = cancelToken();
      signal?.addEventListener('abort', () => cancel.request());
      return checkSource(collectorNamed(input.source), undefined, outside, cancel);
    }),
    collect: os.collect.handler(async ({ input }) => {
      const { title } = collectorNamed(input.source);
      const name = `collect from ${title}`;
      const [job] = await holder.current().jobs.start({
        title: name,
        trigger: 'app',
        jobs: [{ kind: 'collect', title: name, params: input }],
      });
      if (job === undefined) throw new TracklakeError('internal', 'the job was not stored');
      return job;
    }),
    signIn: os.signIn.handler(async () => {
      signIn?.close();
      const started = await startSignIn(outside, cancelToken());
      const { address } = started;
      signIn = started;
      signInState = { kind: 'waiting', address };
      const settle = (state: SignInState): void => {
        if (signIn === started) signInState = state;
      };
      started.finished.then(
        ({ account }) => settle({ kind: 'done', account }),
        (error: unknown) => settle({ kind: 'failed', message: error instanceof Error ? error.message : String(error) }),
      );
      return { address };
    }),
    signInState: os.signInState.handler(() => signInState),
  };

  function describe(collector: Collector, kept: readonly Kept[]): CollectorInfo {
    const { name, title, account: accountOf, key: keyKind, keyHelp, requestsPerSecond } = collector;
    const connection = outside.connections.get(name);
    return {
      source: name,
      title,
      accountOf,
      keyKind,
      keyHelp,
      key: outside.keys.state(name),
      account: connection.account ?? null,
      clientId: connection.clientId ?? null,
      baseUrl: connection.baseUrl ?? null,
      ownUrl: collector.baseUrl,
      requestsPerSecond,
      collected: collector.streams.flatMap(stream =>
        kept
          .filter(one => one.stream === streamKey(name, stream.name))
          .map(({ account, pages, newRecords, movedAt, completedAt, cursor }) => ({
            stream: stream.name,
            title: stream.title,
            account,
            pages,
            newRecords,
            movedAt,
            completedAt,
            underWay: cursor !== null,
          })),
      ),
    };
  }
}
