/** One message: what must be said first, then as much of the rest as fits. */

/** Characters of an answer, with room for a link; the platform cuts long messages without telling. */
export const MAX_CHARACTERS = 590;

/** `first` is kept whole as far as it fits, each line of `more` is added while there is room. */
export function fit(first: readonly string[], more: readonly string[]): string {
  let text = cut(first.join('\n'));
  for (const line of more)
    if (line !== '' && [...text].length + [...line].length + 1 <= MAX_CHARACTERS) text += `\n${line}`;
  return text;
}

/** Too long even alone: cut at a separator, saying that there is more. */
function cut(text: string): string {
  const chars = [...text];
  if (chars.length <= MAX_CHARACTERS) return text;
  const kept = chars.slice(0, MAX_CHARACTERS - 14).join('');
  const end = Math.max(...['、', ';', ' ', '\n', '。'].map((mark) => kept.lastIndexOf(mark)));
  return `${kept.slice(0, end > 0 ? end : kept.length)}……(没写完,回复 人工 细问)`;
}

/** The link on its own line, when it is not there yet and fits. */
export function withLink(text: string, label: string, url: string | undefined): string {
  if (!url || text.includes(url) || [...text].length + url.length + label.length + 2 > MAX_CHARACTERS + 8)
    return text;
  return `${text}\n${label}:${url}`;
}
