/** Laws named in a text, with the articles where any are named; and the laws about a matter. 法律政策查询 */
import { normalise } from '../../kit/text.ts';
import { articleNumber, type LawArticle } from '../../disclosure/laws.ts';
import type { Ranker } from '../ranking.ts';
import type { Passage } from '../passage.ts';
import { isJoint, isPlain, readTerms, type Term } from './reading.ts';
import { explains } from './strange.ts';

export interface LawMatch {
  /** The law as it is called in the records. */
  law: string;
  /** As it stands in the text. */
  name: string;
  /** The numbers asked for, none when the law as a whole is. */
  numbers: number[];
  /** The articles asked for, else those of the law nearest to the words of the text, else all. */
  articles: LawArticle[];
  /** Nothing is said but the law, its articles and that one wants to read them. */
  alone: boolean;
}

const NUMERAL = '(?:[零〇一二两三四五六七八九十百千]+|\\d{1,4})';
/** 第四十二条, 14条, 第九条到第十一条, 二十三和二十五条; not 哪一条, not 条例 and 条件. */
const ARTICLES = new RegExp(
  `(?<![哪那这每某几同])第?${NUMERAL}(?:条?(?:[、,和及与到至\\-—~]|还有|以及)第?${NUMERAL})*条(?!例|件)`,
  'g',
);
const MOST_ARTICLES = 10;

/** The law whose name stands in the text, the longest first; undefined when none does. */
export function lawIn(text: string, laws: readonly LawArticle[], nearest: Nearest): LawMatch | undefined {
  const plain = normalise(text);
  const names = [...new Set(laws.map((law) => law.law))];
  const [found] = names
    .flatMap((law) => spokenNames(law).map((name) => ({ law, name })))
    .filter(({ name }) => plain.includes(name))
    .sort((a, b) => b.name.length - a.name.length);
  if (!found) return undefined;
  const rest = plain.replace(`中华人民共和国${found.name}`, found.name).replace(found.name, ' ');
  const numbers = articlesIn(rest);
  const own = laws.filter((law) => law.law === found.law);
  return {
    ...found,
    numbers,
    articles:
      numbers.length === 0
        ? nearest(rest)(own)
        : own.filter((law) => law.articleNo !== undefined && numbers.includes(law.articleNo)),
    alone: telling(rest.replace(ARTICLES, ' ')).length === 0,
  };
}

function articlesIn(text: string): number[] {
  const numbers = [...text.matchAll(ARTICLES)].flatMap(([said]) => {
    const found: number[] = [];
    for (const match of said.matchAll(new RegExp(`(到|至|[-—~])?第?(${NUMERAL})`, 'g'))) {
      const to = articleNumber(`第${match[2]}条`) ?? 0;
      const from = match[1] ? (found.at(-1) ?? to) + 1 : to;
      for (let n = from; n <= to && found.length < MOST_ARTICLES; n++) found.push(n);
    }
    return found;
  });
  return [...new Set(numbers)].slice(0, MOST_ARTICLES);
}

/** What in a text says what it is about. */
const telling = (text: string): Term[] =>
  readTerms(text.replace(ASKS_FOR_LAW, ' '), 'topics').terms.filter(
    (term) => term.kind === 'idea' || (term.kind === 'word' && !isPlain(term.key) && !isJoint(term.key)),
  );

const ASKS_FOR_LAW =
  /法律(法规|政策|依据|规定|上|条文)?|法规|规章|条例|法条|政策|规定|条文|原文|内容|全文|国家|方面|相关|关于|有关|涉及|权益|[有是](哪些|什么|啥子?)|有没有|没得|讲的?|说的?|写的?|法?管(的|他|着)?|(能|可以)?(治|保护|约束)(他们?|人)?|[的之]?法(?![\p{Script=Han}])/gu;

/** What is asked for, and how an article that tells it looks. */
const HINTS: readonly (readonly [RegExp, RegExp])[] = [
  [
    /期限|时限|多久|几[天日]|多少[天日]|多长时间|啥时候|什么时候/,
    /[\d一二三四五六七八九十]+个?(工作日|日|天|月|年|小时)/,
  ],
  [/费|多少钱|收钱|要钱/, /费/],
  [/条件|资格|谁能|哪些人/, /符合|条件|应当/],
  [/材料|证件|带什么/, /材料|证件/],
];
/** An article that tells what is asked for goes before so many that do not. */
const HINT_PLACES = 5;
const MOST_RANKED = 250;

/** An article as the ranker reads it. */
export const passageOf = ({ id, law, article, gist, text }: LawArticle): Passage => ({
  id,
  title: `${law}${article ?? ''}`,
  section: '',
  text: `${gist ?? ''}${text ?? ''}`,
});

/**
 * Ranks for a text once; then, of any articles, those it found, the nearest first, or all of them when it found none.
 */
export type Nearest = (text: string) => (articles: readonly LawArticle[]) => LawArticle[];

export function createNearest(ranker: Ranker): Nearest {
  return (text) => {
    const places = new Map(ranker.rank(text, MOST_RANKED).map(({ id }, place) => [id, place]));
    const hints = HINTS.filter(([asks]) => asks.test(text));
    return (articles) => {
      const ranked = articles
        .filter(({ id }) => places.has(id))
        .map((article) => ({
          article,
          place: places.get(article.id)!,
          told: hints.filter(([, says]) => says.test(`${article.gist ?? ''}${article.text ?? ''}`)).length,
        }))
        .sort((x, y) => x.place - HINT_PLACES * x.told - (y.place - HINT_PLACES * y.told));
      return ranked.length > 0 ? ranked.map(({ article }) => article) : [...articles];
    };
  };
}

/** Of laws about as near as the best one, so many. */
const MOST_LAWS = 6;
const NEAR = 0.5;

interface LawBody {
  articles: readonly LawArticle[];
  name: string;
  body: string;
  ideas: ReadonlySet<string>;
  named: ReadonlySet<string>;
}

function bodyOf(law: string, articles: readonly LawArticle[]): LawBody {
  const body = articles.map(({ gist, text }) => `${gist ?? ''}${text ?? ''}`).join('\n');
  return {
    articles,
    name: plainName(law),
    body: normalise(body).toLowerCase(),
    ideas: ideasOf(`${law}\n${body}`),
    named: ideasOf(law),
  };
}

const plainName = (law: string): string => normalise(law).toLowerCase();

/**
 * The laws about a matter: 残疾人方面的法规, 老年人权益有什么法. Empty when something said stands in none of them. Looked
 * at are those with an article near to the text and those named for what it says.
 */
export function createLawFinder(
  laws: readonly LawArticle[],
  nearest: Nearest,
): (text: string) => LawArticle[] {
  const byLaw = Map.groupBy(laws, (law) => law.law);
  const byName = [...byLaw.keys()].map((law) => ({ law, name: plainName(law) }));
  const names = byName.map(({ name }) => name).join('\n');
  const bodies = new Map<string, LawBody>();
  const body = (law: string): LawBody => {
    const own = bodies.get(law) ?? bodyOf(law, byLaw.get(law)!);
    bodies.set(law, own);
    return own;
  };
  /** Who asks is an everyday word, and still what a law may be named for: 老年人, 残疾人, 妇女. */
  const namesake = (term: Term): boolean =>
    term.kind === 'word' && term.plain && !OF_EVERY_LAW.test(term.key) && names.includes(term.key);
  return (text) => {
    const plain = normalise(text)
      .toLowerCase()
      .replaceAll('村委会', '村民委员会')
      .replaceAll('居委会', '居民委员会')
      .replace(ASKS_FOR_LAW, ' ');
    const asked = [...telling(plain), ...readTerms(plain, 'topics').terms.filter(namesake)];
    if (asked.length === 0) return [];
    const nearestOf = nearest(text);
    const candidates = new Set([
      ...byName.flatMap(({ law, name }) => (asked.some(({ key }) => name.includes(key)) ? [law] : [])),
      ...nearestOf(laws)
        .slice(0, MOST_RANKED)
        .map(({ law }) => law),
    ]);
    const scored = [...candidates]
      .map((law) => {
        const one = body(law);
        const worth = asked.map(({ kind, key }) =>
          kind === 'idea'
            ? one.named.has(key)
              ? 4
              : one.ideas.has(key)
                ? 2
                : 0
            : one.name.includes(key)
              ? 3
              : explains(one.body, key)
                ? 1
                : 0,
        );
        return {
          one,
          score: worth.reduce<number>((sum, n) => sum + n, 0),
          complete: worth.every((n) => n > 0),
        };
      })
      .filter(({ score, complete }) => complete && score >= 2)
      .sort((a, b) => b.score - a.score);
    const best = scored[0]?.score ?? 0;
    if (best === 0) return [];
    return scored
      .filter(({ score }) => score >= best * NEAR)
      .slice(0, MOST_LAWS)
      .flatMap(({ one }) => nearestOf(one.articles).slice(0, 2));
  };
}

const OF_EVERY_LAW = /管理|办法|条例|实施|暂行|登记|细则|规定|工作|服务|国家|清和|本县|基本|全国/;

const ideasOf = (text: string): ReadonlySet<string> =>
  new Set(readTerms(text, 'topics').terms.flatMap(({ kind, key }) => (kind === 'idea' ? [key] : [])));

/** 政府信息公开条例 is also 信息公开条例, 社会救助暂行办法 also 社会救助办法; 中华人民共和国 is left out in speech. */
function spokenNames(law: string): string[] {
  const short = law.replace(/^中华人民共和国/, '').replace(/\(.*\)$/, '');
  const spoken = short.replace(
    /^(政府|国家|农村|城市|城镇|地方各级|各级人民代表大会常务委员会|[\p{Script=Han}]{1,6}[县区市](?=[\p{Script=Han}]))/u,
    '',
  );
  const plain = short.replace(/暂行|试行/, '');
  const brief = short
    .replace(/村民委员会/, '村委会')
    .replace(/居民委员会/, '居委会')
    .replace(/管理法$/, '法');
  return [...new Set([law, short, spoken, plain, brief])].filter((name) => name.length >= 3);
}
