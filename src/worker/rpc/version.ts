import { readFileSync } from 'node:fs';
import { projectFile } from '../project-file.ts';

/** From package.json. */
export const appVersion: string = (JSON.parse(readFileSync(projectFile('package.json'), 'utf8')) as { version: string })
  .version;
