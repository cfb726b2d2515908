/** What a person corrected about a file: its format, the relation it goes to, fields by the column that they fill. */
export interface Choice {
  source?: string;
  relation?: string;
  mapping?: Record<string, string>;
}
