/** 法律政策查询: an article by its number, a law by its name. */
import type { LawArticle } from '../../disclosure/laws.ts';
import { fill } from './procedure.ts';

const SHOWN = 6;

/** Articles of one law. Unverified ones are told by the law's name alone. */
export function composeLaw(articles: readonly LawArticle[]): string {
  const [first] = articles;
  const shown = articles.filter((article) => article.verified || article.article === undefined);
  const lines = (shown.length > 0 ? shown : articles).slice(0, SHOWN).map((article) => {
    const number = article.verified && article.article ? article.article : '';
    return `${number ? `${number}:` : ''}${article.text ?? article.gist ?? ''}`;
  });
  const old = /废止|失效|旧文本|已修改/.test(first!.status) ? [`注意:${first!.status}`] : [];
  return fill([`《${first!.law}》`, ...lines, ...old], [`版本:${first!.version}`]);
}
