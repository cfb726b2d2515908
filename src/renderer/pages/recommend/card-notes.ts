/** The sentences of a model's card, as far as the page doesn't show them elsewhere: what it learned from, and notes of the fit. */
export function cardNotes(markdown: string): string[] {
  const [beforeParams = ''] = markdown.split('```');
  return beforeParams
    .split('\n')
    .map(line => line.replace(/^- /, '').replaceAll('**', '').trim())
    .filter(line => line !== '' && !line.startsWith('#'));
}
