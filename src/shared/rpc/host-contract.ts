import type { HOST_DOMAINS } from './domains.ts';
import { host } from './host.ts';

/** What the host answers itself. */
export const hostContract = { host } satisfies Record<(typeof HOST_DOMAINS)[number], object>;
