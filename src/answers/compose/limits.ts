/** Time limits, fees and legal bases in plain words. */
import type { LegalBasis, Limit, Procedure } from '../../disclosure/procedures.ts';
import type { LawArticle } from '../../disclosure/laws.ts';

const UNITS = { workday: '个工作日', day: '日', month: '个月', year: '年', hour: '小时' } as const;

export function limitText({ n, unit, text }: Limit): string {
  if (n === 0) return text ?? '当场办结';
  return `${n}${UNITS[unit]}`;
}

/** Promised and statutory limits, both when they differ. 服务承诺与法定期限 */
export function deadlineText({ promisedLimit, statutoryLimit }: Procedure): string {
  const [promised, statutory] = [limitText(promisedLimit), limitText(statutoryLimit)];
  const note = promisedLimit.note ?? statutoryLimit.note;
  const both = promised === statutory ? `${promised}(法定、承诺一样)` : `承诺${promised},法定${statutory}`;
  return `${both}${note ? `。${note}` : ''}`;
}

export function feeText({ fee }: Procedure): string {
  const items = (fee.items ?? []).map(({ name, amount }) => `${name}${amount}`);
  const head = fee.free ? '不收费' : items.join(';');
  return [
    head,
    fee.free && items.length > 0 ? items.join(';') : undefined,
    fee.note,
    fee.basis ? `收费依据:${fee.basis}` : undefined,
  ]
    .filter((part) => part && part !== '不收取任何费用')
    .join('。');
}

/** Looks a citation up among the laws: only a verified article may be named by its number. */
export type LawFinder = (law: string, article?: string) => LawArticle | undefined;

export function basisText(basis: LegalBasis, find: LawFinder): string {
  const article = basis.article && find(basis.law, basis.article)?.verified ? basis.article : '';
  return `《${basis.law}》${article}`;
}

/** Bases in order, each law once with the articles that may be named. */
export function basesText(bases: readonly LegalBasis[], find: LawFinder, withGist: boolean): string[] {
  return bases
    .map((basis) => `${basisText(basis, find)}${withGist && basis.gist ? `:${basis.gist}` : ''}`)
    .filter((text, i, all) => all.indexOf(text) === i);
}
