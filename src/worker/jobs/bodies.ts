import type { JobKind } from '../../shared/domain/jobs.ts';
import type { Lakehouse } from '../lakehouse/open.ts';
import type { JobContext } from './context.ts';

/** How one kind of job is done; its module is loaded when first needed, so that a thread starts fast. */
export type JobBody = (lake: Lakehouse, params: Record<string, unknown>, context: JobContext) => Promise<unknown>;
export type JobBodies = Partial<Record<JobKind, JobBody>>;

export const bodies: JobBodies = {};
