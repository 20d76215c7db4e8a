import { expect, test } from 'vitest';
import { findPersonal, quotes, redact } from '../../../src/supervision/redaction.ts';
import { testIds } from '../../helpers/house.ts';

const ids = testIds();
const pick = (list: readonly string[]): string => list[Number(ids.pick('0123456789', 6)) % list.length]!;
const SURNAMES = [...'王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董曹袁邓许傅沈曾彭吕苏'];
const GIVEN = [...'建国志强秀英桂兰海涛永福春梅玉珍小军文斌丽华德胜'];
const name = (): string => pick(SURNAMES) + pick(GIVEN) + (Number(ids.pick('01', 1)) ? pick(GIVEN) : '');
const phone = (): string => `1${pick([...'356789'])}${ids.pick('0123456789', 9)}`;
const idNumber = (): string =>
  `4${ids.pick('0123456789', 5)}19${ids.pick('56789', 1)}${ids.pick('0123456789', 1)}0${ids.pick('123456789', 1)}1${ids.pick('0123456789', 1)}${ids.pick('0123456789', 3)}X`;

const SENTENCES: readonly ((who: string, tel: string, card: string) => string)[] = [
  (who, tel) => `我叫${who},电话${tel},民政局办低保的不给办`,
  (who, tel) => `本人${who},住柳河镇,手机是 ${tel.slice(0, 3)}-${tel.slice(3, 7)}-${tel.slice(7)},请回电`,
  (who, tel, card) => `姓名:${who} 身份证:${card} 联系电话:${tel}。反映窗口乱收费`,
  (who, tel) => `我是${who},有事打${tel},村里的路三年没修`,
  (who, _tel, card) => `反映人:${who},身份证号${card},被停了补贴`,
  (who, tel) => `大石桥村的路灯坏了。联系人${who} ${tel}`,
  (who, tel) => `俺叫${who},俺的号${tel.slice(0, 3)} ${tel.slice(3, 7)} ${tel.slice(7)}`,
  (who, tel) => `我儿子${who}去交材料,窗口说不行,他电话${tel}`,
];

test('4.8.4 a thousand sentences with names, telephones and ID numbers: none is left after masking', () => {
  let [names, numbers] = [0, 0];
  const missed: string[] = [];
  for (let i = 0; i < 1_000; i++) {
    const [who, tel, card] = [name(), phone(), idNumber()];
    const text = SENTENCES[i % SENTENCES.length]!(who, tel, card);
    const masked = redact(text);
    const bare = masked.replace(/[^\dX]/g, '');
    if (bare.includes(tel) || bare.includes(card)) numbers++;
    if (masked.includes(who)) {
      names++;
      missed.push(text);
    }
  }
  expect({ names, numbers, missed: missed.slice(0, 5) }).toEqual({ names: 0, numbers: 0, missed: [] });
});

test('what is no private person stays readable', () => {
  const plain = [
    '民政局办低保的窗口态度很差,让我跑了四趟,每次说的材料都不一样',
    '去年修路花了120万元,2025年11月开的工,合同编号20250001',
    '请问TS-7K3F-9QXM办到哪一步了,投诉电话是12345',
    '我是李家沟村的村民,我们村的账三年没公开',
    '反映人不愿意留名,代表村民说几句',
    '群众都认为不公平,村民全去找过,居民从来没见过账',
    '证人都在,邻居也说是这样,老乡们都知道',
    '我叫什么不要紧,联系人先不写',
  ];
  for (const text of plain) expect(redact(text), text).toBe(text);
});

test('names of officials stay, since the matter is about them', () => {
  expect(redact('村民吴景溪收了钱,我叫王建国', ['吴景溪'])).toBe('村民吴景溪收了钱,我叫【姓名】');
});

test('a name masked once is masked everywhere', () => {
  expect(redact('我叫陈秀英。昨天陈秀英又去了一趟。')).toBe('我叫【姓名】。昨天【姓名】又去了一趟。');
});

test('plates, cards, e-mail, accounts, house numbers, numbers in words', () => {
  const found = findPersonal(
    '车牌豫A12345,卡号6222 0212 3456 7890 123,邮箱zhang_3@example.com,微信号abc_12345,住三组12号,一三八零零零零一二三四',
  ).map(({ kind }) => kind);
  expect(found).toEqual(['plate', 'card', 'email', 'account', 'home', 'phone']);
});

test('a summary that repeats the words at length is a quotation', () => {
  const said = '民政局三号窗口那个戴眼镜的女的把我妈的残疾证扔在地上';
  expect(quotes('戴眼镜的女的把我妈的残疾证扔在地上,态度恶劣', said)).toBe(true);
  expect(quotes('反映窗口人员态度问题,要求道歉', said)).toBe(false);
});
