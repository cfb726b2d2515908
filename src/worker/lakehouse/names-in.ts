/** The relations that a statement names outside of comments and quoted text. */
export function namesIn(sql: string): string[] {
  const bare = sql.replace(/--[^\n]*|\/\*[\s\S]*?\*\/|'(?:[^']|'')*'/g, ' ');
  return [...new Set(bare.match(/\b(?:bronze|silver|gold)_\w+\b/g) ?? [])].sort();
}
