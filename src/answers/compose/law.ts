/** 法律政策查询: an article by its number, a law by its name, an article by what it says. */
import type { LawArticle } from '../../disclosure/laws.ts';
import type { Procedure } from '../../disclosure/procedures.ts';
import { fit } from './fit.ts';

const SHOWN = 5;

/** The articles that a text may show: of those nobody has verified only what they say, not which they are. */
export const shownArticles = (articles: readonly LawArticle[]): LawArticle[] => articles.slice(0, SHOWN);

/** `related` is the matter the articles are applied in. */
export function composeLaw(articles: readonly LawArticle[], related?: Procedure): string {
  const [first] = articles;
  const shown = shownArticles(articles);
  const lines = shown.map((law) => {
    const said = law.text ?? law.gist ?? '';
    return law.article && law.verified ? `${law.article}:${said}` : said;
  });
  const held = shown.some((law) => law.article && !law.verified) ? ['(条号还没核对过原文,先不写)'] : [];
  const old = /废止|失效|旧文本|修改|修正文本/.test(first!.status) ? [`注意:${first!.status}`] : [];
  return fit(
    [`《${first!.law}》`, ...lines, ...held, ...old],
    [`版本:${first!.version}`, ...(related ? [`相关办事:${related.name},电话:${related.phone}`] : [])],
  );
}
