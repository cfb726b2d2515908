import { ORPCError } from '@orpc/server';
import { TracklakeError } from '../errors.ts';
import { ERROR_STATUS } from './base.ts';

/**
 * A `clientInterceptors` entry for a handler of the contract: a `TracklakeError` leaves as the contract's error of the same
 * code, also from the middle of an event iterator. What nobody expected is reported to `unexpected` first.
 */
export function contractErrors(unexpected: (error: unknown, path: string) => void) {
  return async <T>({ next, path }: { next: () => Promise<T>; path: readonly string[] }): Promise<T> => {
    const translated = (error: unknown): unknown => {
      if (error instanceof TracklakeError) return asContractError(error);
      if (!(error instanceof ORPCError) || error.code === 'INTERNAL_SERVER_ERROR') unexpected(error, path.join('.'));
      return error;
    };
    try {
      const output = await next();
      return isIterator(output) ? (translatedEvents(output, translated) as T) : output;
    } catch (error) {
      throw translated(error);
    }
  };
}

const asContractError = ({ code, message, details }: TracklakeError): ORPCError<string, unknown> =>
  new ORPCError(code, { defined: true, status: ERROR_STATUS[code], message, data: details });

const isIterator = (output: unknown): output is AsyncIterable<unknown> =>
  typeof output === 'object' && output !== null && Symbol.asyncIterator in output;

async function* translatedEvents(
  events: AsyncIterable<unknown>,
  translated: (error: unknown) => unknown,
): AsyncGenerator<unknown> {
  try {
    yield* events;
  } catch (error) {
    throw translated(error);
  }
}
