/** Laws named in a text, with the article where one is named. 法律政策查询 */
import { normalise } from '../../kit/text.ts';
import { articleNumber, type LawArticle } from '../../disclosure/laws.ts';
import { readTerms } from './reading.ts';

export interface LawMatch {
  /** The law as it is called in the records. */
  law: string;
  /** As it stands in the text. */
  name: string;
  /** The number asked for. */
  article: number | undefined;
  /** The article asked for, else those of the law nearest to the words of the text, else all. */
  articles: LawArticle[];
}

const ARTICLE = /第?([零〇一二两三四五六七八九十百千]+|\d{1,4})条(?!例|件)/;

/** The law whose name stands in the text, the longest first; undefined when none does. */
export function lawIn(text: string, laws: readonly LawArticle[]): LawMatch | undefined {
  const plain = normalise(text);
  const names = [...new Set(laws.map((law) => law.law))];
  const [found] = names
    .flatMap((law) => spokenNames(law).map((name) => ({ law, name })))
    .filter(({ name }) => plain.includes(name))
    .sort((a, b) => b.name.length - a.name.length);
  if (!found) return undefined;
  const number = ARTICLE.exec(plain.replace(found.name, ''))?.[1];
  const article = number === undefined ? undefined : articleNumber(`第${number}条`);
  const own = laws.filter((law) => law.law === found.law);
  return {
    ...found,
    article,
    articles:
      article === undefined
        ? nearest(plain.replace(found.name, ''), own)
        : own.filter((law) => law.articleNo === article),
  };
}

/** Articles whose gist shares words with the text, the nearest first; all of them when none does. */
function nearest(text: string, articles: readonly LawArticle[]): LawArticle[] {
  const asked = new Set(
    readTerms(text, 'topics')
      .terms.filter((term) => !term.plain)
      .map((term) => term.key),
  );
  const ranked = articles
    .map((article) => ({
      article,
      shared: new Set(
        readTerms(`${article.gist ?? ''}${article.text ?? ''}`, 'topics')
          .terms.map((term) => term.key)
          .filter((key) => asked.has(key)),
      ).size,
    }))
    .filter(({ shared }) => shared > 0)
    .sort((a, b) => b.shared - a.shared);
  return ranked.length > 0 ? ranked.map(({ article }) => article) : [...articles];
}

/** 政府信息公开条例 is also 信息公开条例, 社会救助暂行办法 also 社会救助办法; 中华人民共和国 is left out in speech. */
function spokenNames(law: string): string[] {
  const short = law.replace(/^中华人民共和国/, '').replace(/\(.*\)$/, '');
  const spoken = short.replace(/^(政府|国家|农村|城市|城镇|地方各级)/, '');
  const plain = short.replace(/暂行|试行/, '');
  return [...new Set([law, short, spoken, plain])].filter((name) => name.length >= 2);
}
