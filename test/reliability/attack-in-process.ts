import { join } from 'node:path';
import { attack } from '../cell/attack.ts';

/** For strace: 500 attacks in a process that does nothing else. Arguments: the folder with test.lake, the seed. */
const [, , folder = '', seed = '1'] = process.argv;
const { harm } = attack(join(folder, 'test.lake'), join(folder, 'cache'), 500, Number(seed));
process.exitCode = harm.length === 0 ? 0 : 1;
