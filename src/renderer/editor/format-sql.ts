/** SQL laid out, with `{{name}}` and `:name` left as they are. A statement that can't be read comes back as it was. */
export async function formatSql(sql: string): Promise<string> {
  const { format } = await import('sql-formatter');
  try {
    return format(sql, {
      language: 'sqlite',
      keywordCase: 'lower',
      dataTypeCase: 'lower',
      functionCase: 'lower',
      tabWidth: 2,
      expressionWidth: 80,
      paramTypes: { named: [':'], custom: [{ regex: String.raw`\{\{\s*\w+\s*\}\}` }] },
    });
  } catch {
    return sql;
  }
}
