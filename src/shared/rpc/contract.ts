import { cellContract } from './cell-contract.ts';
import { hostContract } from './host-contract.ts';
import { workerContract } from './worker-contract.ts';

/** Everything that can be called. POST /rpc/DOMAIN/PROCEDURE with `authorization: Bearer TOKEN` in the loopback host. */
export const contract = { ...workerContract, ...cellContract, ...hostContract };
export type Contract = typeof contract;
