import type { DelimitedFormat, Encoding } from './importer.ts';

/** Tab-separated text without quoting, as research data sets are written. */
export const tabs = (columns: DelimitedFormat['columns'], encoding: Encoding = 'utf-8'): DelimitedFormat => ({
  kind: 'delimited',
  delimiter: '\t',
  quotes: false,
  columns,
  encoding,
});

/** Comma-separated text with a header and quotes. */
export const commas = (encoding: Encoding = 'utf-8'): DelimitedFormat => ({
  kind: 'delimited',
  delimiter: ',',
  quotes: true,
  columns: 'header',
  encoding,
});
