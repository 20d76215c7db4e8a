/** What the cited records say, as text for the guard. Articles nobody has verified are not among it. */
import { isPublic } from '../../disclosure/disclosures.ts';
import { lawId, type LawArticle } from '../../disclosure/laws.ts';
import type { LegalBasis, Limit } from '../../disclosure/procedures.ts';
import type { Citation } from '../citation.ts';
import { limitText } from '../compose/limits.ts';
import type { Memory } from '../memory.ts';
import type { Records } from '../records.ts';

/** Reads the sources of an answer; texts of records are made once and kept as long as the records. */
export function createSources(
  records: Records,
  memory: Pick<Memory, 'about'>,
): (citations: readonly Citation[]) => string[] {
  const units = new Map(records.units.map((unit) => [unit.code, unit]));
  const verified = new Map(records.laws.map((law) => [law.id, law.verified]));
  const kept = new Map<string, string>();

  const basisText = ({ law, article, gist }: LegalBasis): string =>
    `《${law}》${article && verified.get(lawId(law, article)) ? article : ''} ${gist ?? ''}`;
  const cleanLimit = (limit: Limit): string =>
    [limitText(limit), limit.note, limit.text, withoutUnverified(limit.basis, verified)].join(' ');

  const procedureText = (id: string): string => {
    const procedure = records.procedures.find(({ code }) => code === id);
    if (!procedure) return '';
    const { basis, statutoryLimit, promisedLimit, unit, ...rest } = procedure;
    return [
      ...leaves(rest),
      ...basis.map(basisText),
      cleanLimit(statutoryLimit),
      cleanLimit(promisedLimit),
      units.get(unit)?.name,
    ].join('\n');
  };

  const disclosureText = (id: string): string => {
    const item = records.disclosures.find(({ code }) => code === id);
    if (!item) return '';
    const { basis, ...rest } = item;
    const amount = item.amount === undefined ? '' : `${item.amount}元`;
    const page = isPublic(item) ? records.pageOf?.(id) : undefined;
    return [...leaves(rest), ...basis.map(basisText), amount, units.get(item.unit)?.name, page].join('\n');
  };

  const lawText = (law: LawArticle): string =>
    [
      `《${law.law}》${law.verified ? (law.article ?? '') : ''}`,
      law.law,
      law.text,
      law.gist,
      law.version,
      law.status,
      law.effective,
    ].join('\n');

  const textOf = ({ type, id }: Citation): string => {
    switch (type) {
      case 'procedure':
        return procedureText(id);
      case 'disclosure':
        return disclosureText(id);
      case 'law':
        return records.laws
          .filter((law) => law.id === id || law.law === id)
          .map(lawText)
          .join('\n');
      case 'unit':
        return leaves([units.get(id), records.contactPoints.filter(({ unitCode }) => unitCode === id)]).join(
          '\n',
        );
    }
  };

  return (citations) =>
    citations.map((citation) => {
      const key = `${citation.type} ${citation.id}`;
      const text = kept.get(key) ?? [textOf(citation), ...memory.about(citation)].join('\n');
      kept.set(key, text);
      return text;
    });
}

/** '工伤保险条例第二十条' without the article when nobody has held it against the law's text. */
export function withoutUnverified(
  basis: string | undefined,
  verified: ReadonlyMap<string, boolean>,
): string | undefined {
  const match = basis && /^《?(.+?)》?(第[零〇一二三四五六七八九十百千\d]+条)/.exec(basis);
  if (!basis || !match) return basis;
  return verified.get(lawId(match[1]!, match[2]!)) ? basis : match[1]!;
}

/** Every text and number within a value. */
function leaves(value: unknown): string[] {
  if (value === null || value === undefined) return [];
  if (typeof value === 'object') return Object.values(value).flatMap(leaves);
  return [String(value)];
}
