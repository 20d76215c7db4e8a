/** 法律政策查询: an article by its number, a law by its name, laws by what they say. */
import type { Day } from '../../kit/day.ts';
import type { LawArticle } from '../../disclosure/laws.ts';
import type { Procedure } from '../../disclosure/procedures.ts';
import type { Unit } from '../../store/generated/client.ts';
import { fit } from './fit.ts';

const SHOWN = 10;

/** The articles that a text may show: of those nobody has verified only what they say, not which they are. */
export const shownArticles = (articles: readonly LawArticle[]): LawArticle[] => articles.slice(0, SHOWN);

export interface LawAsked {
  articles: readonly LawArticle[];
  /** The matter they are applied in. */
  related?: Procedure | undefined;
  /** Where the text can be read. 法律政策查询处 */
  desk?: Unit | undefined;
  today?: Day | undefined;
}

/** By law, each with its version and whether it is in force; what is not is said before anything else of it. */
export function composeLaw({ articles, related, desk, today }: LawAsked): string {
  const shown = shownArticles(articles);
  const groups = [...Map.groupBy(shown, ({ law, version }) => `${law} ${version}`).values()].sort(
    (a, b) => Number(isPast(a[0]!)) - Number(isPast(b[0]!)),
  );
  const brief = new Set(shown.map(({ law }) => law)).size > 1;
  const first = groups.flatMap((group) => linesOf(group, brief, today));
  const held = shown.some((law) => law.article && !law.verified) ? ['没写第几条的,条号还没核对过原文。'] : [];
  return fit(
    [...first, ...held],
    [
      ...(related ? [`相关办事:${related.name},电话:${related.phone}`] : []),
      ...(desk ? [`看原文:${desk.name}${desk.free ? '(免费)' : ''},${placeOf(desk)}`] : []),
    ],
  );
}

const placeOf = ({ address, phone, hours }: Unit): string =>
  [address, phone && `电话:${phone}`, hours && `时间:${hours}`].filter(Boolean).join(',');

function linesOf(group: readonly LawArticle[], brief: boolean, today: Day | undefined): string[] {
  const [{ law, version, effective, status }] = group as [LawArticle];
  const state = stateOf(group[0]!, today);
  const says = group.map(({ article, verified, text, gist }) => {
    const said = text ?? gist ?? '';
    return article && verified ? `${article}:${said}` : said;
  });
  if (brief) return [`《${law}》${state ? `(注意:${state})` : ''}`, ...says];
  return [
    `《${law}》`,
    ...(state ? [`注意:${state}`] : []),
    ...says,
    `版本:${version}${effective && !version.includes('施行') ? `,${effective}起施行` : ''}。状态:${status}`,
  ];
}

const isPast = ({ status }: LawArticle): boolean =>
  !/^现行/.test(status) && /废止|失效|旧文本|已被|停止执行/.test(status);

/** What a reader must know before relying on it; undefined when it is in force as it stands. */
function stateOf(law: LawArticle, today: Day | undefined): string | undefined {
  if (isPast(law)) return law.status;
  if (today && law.effective && law.effective > today) return `${law.effective}才施行`;
  return /^现行/.test(law.status) || !/修改|修正|修订|废止|失效/.test(law.status) ? undefined : law.status;
}
