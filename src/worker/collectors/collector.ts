import type { Lakehouse } from '../lakehouse/open.ts';
import type { ApiRequest, Credentials } from './http/api-client.ts';
import type { RequestFailure } from './http/failure.ts';

/** Where a collection stands, as JSON that its stream alone understands. */
export type Cursor = Readonly<Record<string, unknown>>;

/** What a collection begins with. */
export interface Beginning {
  lake: Lakehouse;
  account: string;
  /** How far the last whole collection reached; null for the first, and where everything is wanted again. */
  mark: Cursor | null;
  /** Records at most, where the stream would ask for one after another. */
  limit: number;
}

/** A record as the service gave it, and what tells it from the account's others. */
export interface Collected {
  key: string;
  value: object;
}

/** What one answer brought. */
export interface Page {
  records: readonly Collected[];
  /** What was asked for and is not there; it is not asked for again. */
  nothing?: readonly string[];
  /** Where to go on; null when nothing is left. */
  next: Cursor | null;
  /** What to remember once nothing is left. */
  mark: Cursor | null;
  /** Records in all, where the service says. */
  total?: number;
}

/** One kind of thing that a service gives page by page. No effects: what to ask follows from the cursor alone. */
export interface Stream {
  name: string;
  title: string;
  /** The importers that read a record, each by its part of it. */
  into: readonly { importer: string; part?: (record: object) => object }[];
  /** Null where there is nothing to do. */
  begin(beginning: Beginning): Cursor | null;
  request(cursor: Cursor, account: string): ApiRequest;
  /** Throws `check_failed` where the answer has another format, which names the place. */
  read(body: unknown, cursor: Cursor, status: number): Page;
}

/** A service that can be asked. To add one: a file with one of these, a line in registry.ts, a case in test/collectors. */
export interface Collector {
  name: string;
  title: string;
  baseUrl: string;
  /** The service's own rule where it has one; never more than 5. */
  requestsPerSecond: number;
  /** Whose data is asked for: of a name that a person gives, of who signed in, or of nobody. */
  account: 'named' | 'signed in' | 'none';
  /** What it wants to see: an API key, a user's token (which may be left out), a sign-in. */
  key: 'key' | 'token' | 'sign-in' | 'none';
  /** Shown where the key is asked for. */
  keyHelp: string;
  credentials(key: string | undefined): Credentials;
  /** The service's own way of saying no inside an answer. */
  refusal?: (status: number, body: unknown) => RequestFailure | undefined;
  streams: readonly Stream[];
  /** A small request that tells whether the service, the key and the account are right. */
  trial: {
    request(account: string): ApiRequest;
    /** The records in its answer, as the first stream's importer gets them. Throws where the form is another. */
    read(body: unknown): readonly object[];
  };
}

/** Five a second, unless a service wants less. */
export const REQUESTS_PER_SECOND = 5;
