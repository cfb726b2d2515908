import { z } from 'zod';

/** Shared by all that learn from sittings; the default is the lakehouse's own, in silver_song_transitions. */
export const gapSeconds = z.number().positive().default(1800).describe('a longer pause ends a session');
