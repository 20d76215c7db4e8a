/** Time limits, fees and legal bases in plain words. */
import type { LegalBasis, Limit, Procedure } from '../../disclosure/procedures.ts';
import type { LawArticle } from '../../disclosure/laws.ts';

const UNITS = { workday: '个工作日', day: '日', month: '个月', year: '年', hour: '小时' } as const;

export function limitText({ n, unit, text }: Limit): string {
  if (n === 0) return text ?? '当场办结';
  return `${n}${UNITS[unit]}`;
}

/** Promised and statutory limits, both when they differ. 承诺期限与法定期限 */
export function deadlineText({ promisedLimit, statutoryLimit }: Procedure): string {
  const [promised, statutory] = [limitText(promisedLimit), limitText(statutoryLimit)];
  const note = promisedLimit.note ?? statutoryLimit.note;
  const both = promised === statutory ? `${promised}(法定、承诺一样)` : `承诺${promised},法定${statutory}`;
  return `${both}${note ? `。${note}` : ''}`;
}

export function feeText({ fee }: Procedure): string {
  const items = (fee.items ?? []).map(({ name, amount }) => `${name}${amount}`).join(';');
  const note = fee.note === '不收取任何费用' ? undefined : fee.note;
  return [
    fee.free ? '不收费' : items,
    fee.free ? items : undefined,
    note,
    fee.basis && `收费依据:${fee.basis}`,
  ]
    .filter(Boolean)
    .join('。');
}

/** Looks a citation up among the laws: only a verified article may be named by its number. */
export type LawFinder = (law: string, article?: string) => LawArticle | undefined;

export function basisText(basis: LegalBasis, find: LawFinder): string {
  const article = basis.article && find(basis.law, basis.article)?.verified ? basis.article : '';
  return `《${basis.law}》${article}`;
}

/** Bases in order, each once; the gist beside them when asked for. */
export function basesText(bases: readonly LegalBasis[], find: LawFinder, withGist: boolean): string[] {
  const texts = bases.map(
    (basis) => `${basisText(basis, find)}${withGist && basis.gist ? `:${basis.gist}` : ''}`,
  );
  return [...new Set(texts)];
}

/** True when an article stands in the bases that nobody has held against the law's text yet. */
export const hasUnverified = (bases: readonly LegalBasis[], find: LawFinder): boolean =>
  bases.some(({ law, article }) => article !== undefined && !find(law, article)?.verified);
