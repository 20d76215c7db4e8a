/** 2.4.3b 设立法律政策查询处, 免费查询: by article, by name, by matter; what is not verified or no longer law says so. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Answer } from '../../../src/answers/answer.ts';
import { createAnswers, type Answers } from '../../../src/answers/answers.ts';
import { readFields } from '../../../src/answers/fields.ts';
import type { LawArticle } from '../../../src/disclosure/laws.ts';
import { openAsker, type Asker } from '../../helpers/asker.ts';

let asker: Asker;
let usual: Answers;
beforeAll(async () => {
  asker = await openAsker();
  usual = asker.knowledge.answers();
});
afterAll(() => asker.close());

const answer = (text: string, more: LawArticle[] = [], today = '2026-11-25'): Answer => {
  return answersWith(more).answer({
    text,
    fields: readFields(text),
    last: undefined,
    lookup: false,
    audience: 'citizen',
    today,
  });
};
function answersWith(more: LawArticle[]): Answers {
  if (more.length === 0) return usual;
  const records = asker.knowledge.records();
  const added = new Set(more.map(({ id }) => id));
  const laws = [...records.laws.filter(({ id }) => !added.has(id)), ...more];
  return createAnswers({ ...records, laws });
}
const lawsOf = ({ citations }: Answer): string[] =>
  citations.flatMap(({ type, id }) => (type === 'law' ? [id] : []));

test.each([
  ['行政许可法第四十二条', ['行政许可法/第四十二条']],
  ['中华人民共和国行政许可法第42条', ['行政许可法/第四十二条']],
  ['预算法14条说的啥', ['预算法/第十四条']],
  ['预算法十四条', ['预算法/第十四条']],
  ['信息公开条例第二十条', ['政府信息公开条例/第二十条']],
  ['社会救助办法第九条到十一条', ['社会救助暂行办法/第九条', '社会救助暂行办法/第十一条']],
  ['政府信息公开条例第29、33条', ['政府信息公开条例/第二十九条', '政府信息公开条例/第三十三条']],
  ['行政复议法二十条和六十二条', ['行政复议法/第二十条', '行政复议法/第六十二条']],
  ['村委会组织法第三十条', ['村民委员会组织法/第三十条']],
])('by article: %s', (text, ids) => {
  expect(lawsOf(answer(text)).sort()).toEqual([...ids].sort());
});

test.each([
  ['低保有什么法律规定', '《社会救助暂行办法》'],
  ['有哪些村务公开的法律', '《村民委员会组织法》'],
  ['征地补偿的法律怎么规定的', '《土地管理法》'],
  ['老年人方面的法律', '《老年人权益保障法》'],
  ['有没有残疾人的法规', '《残疾人保障法》'],
  ['信访有哪些法规', '《信访工作条例》'],
])('by matter: %s', (text, law) => {
  expect(answer(text)).toMatchObject({ outcome: 'answered' });
  expect(answer(text).text).toContain(law);
});

test('by name alone: what is recorded of it, its version, and where the text can be read for nothing', () => {
  const { text } = answer('土地管理法');
  for (const part of [
    '第四十八条',
    '2019-08-26修正',
    '现行',
    '法律政策查询处(免费)',
    '0000-7213613',
    '法治街8号',
  ])
    expect(text).toContain(part);
});

test('an article nobody has verified is named by nobody, also when its number was asked for', () => {
  const { text, citations } = answer('工伤保险条例第20条');
  expect(text).not.toMatch(/第二?十条|20条/);
  expect(text).toContain('还没核对');
  expect(JSON.stringify(citations)).not.toContain('条"');
});

const article = (more: Partial<LawArticle>): LawArticle => ({
  id: '某某管理条例/第三条',
  law: '某某管理条例',
  article: '第三条',
  articleNo: 3,
  gist: '要点一句。',
  version: '2001-01-01公布',
  effective: '2001-03-01',
  status: '现行',
  verified: true,
  ...more,
});

test('the text is shown once it was imported, the gist before', () => {
  expect(answer('某某管理条例第三条', [article({})]).text).toContain('第三条:要点一句。');
  const imported = answer('某某管理条例第三条', [article({ text: '原文照录的一条。' })]).text;
  expect(imported).toContain('第三条:原文照录的一条。');
  expect(imported).not.toContain('要点一句');
});

test.each([
  ['已于2020-06-01废止', '2026-11-25', '注意:已于2020-06-01废止'],
  ['旧文本,2025年已修改', '2026-11-25', '注意:旧文本'],
  ['现行', '2000-12-31', '注意:2001-03-01才施行'],
])('%s is said before what it says', (status, today, warning) => {
  const { text } = answer('某某管理条例', [article({ status })], today);
  expect(text.indexOf(warning)).toBeGreaterThan(0);
  expect(text.indexOf(warning)).toBeLessThan(text.indexOf('要点一句'));
});

test('of two versions the one in force comes first', () => {
  const { text } = answer('某某管理条例', [
    article({ status: '旧文本' }),
    article({
      id: '某某管理条例',
      article: undefined,
      articleNo: undefined,
      version: '2025-01-01修订',
      gist: '新的要点。',
    }),
  ]);
  expect(text.indexOf('新的要点')).toBeLessThan(text.indexOf('要点一句'));
});

test.each(['民法典第一千条', '信访工作条例第二十三条'])(
  'an article that is not held is not made up: %s',
  (text) => {
    expect(answer(text)).toMatchObject({ outcome: 'refused', evidence: { rule: 'refuse:noArticle' } });
  },
);

test.each(['哪条法律管养藏獒', '养藏獒有哪些法律规定', '外星人有什么法律'])('no law about it: %s', (text) => {
  expect(answer(text).outcome).toBe('refused');
});

test.each(['想查法律去哪查,收钱不', '法律政策查询处几点开门', '在哪里可以查到法规', '看法条的地方电话多少'])(
  'where to look it up: %s',
  (text) => {
    const got = answer(text).text;
    for (const part of ['法律政策查询处', '免费', '0000-7213613', '8:30', '法治街8号'])
      expect(got).toContain(part);
  },
);

test('nothing of these answers stands outside the records cited', () => {
  for (const text of [
    '低保有什么法律规定',
    '土地管理法',
    '村民委员会组织法',
    '有没有残疾人的法规',
    '预算法14条',
  ]) {
    const got = answer(text);
    expect(asker.check(got.text, got.citations), text).toEqual([]);
  }
});
