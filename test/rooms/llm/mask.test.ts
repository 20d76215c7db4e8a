/** Personal data never reaches a model, however it is written, and comes back whole. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createMasker } from '../../../src/llm/mask.ts';

const hide = (text: string, names: string[] = []): string => createMasker().hide(text, names);

describe('what is masked', () => {
  test.each([
    ['手机', '打我电话13800138000就行', '13800138000'],
    ['手机带空格', '电话 138 0013 8000', '8000'],
    ['手机全角', '电话１３８００１３８０００', '138'],
    ['手机汉字', '一三八零零幺三八零零零', '一三八'],
    ['座机', '0512-6612 3456', '6612'],
    ['身份证', '身份证号32050219680101123X', '19680101'],
    ['身份证分段', '320502 19680101 123x', '19680101'],
    ['老身份证', '320502680101123', '680101'],
    ['护照', '护照E12345678', '12345678'],
    ['银行卡', '卡号6222 0212 3456 7890 123', '0212'],
    ['银行卡分段', '6222-0212-3456-7890', '7890'],
    ['邮箱', 'wang.xy@example.com 联系', 'wang'],
    ['车牌', '苏E·12A45的车', '12A45'],
    ['新能源车牌', '粤BD12345', 'D12345'],
    ['微信号', '微信号:wang_xiuying66', 'xiuying'],
    ['openid', 'oABCD1234efgh5678ijkl9012mno', 'efgh'],
    ['外部联系人', 'wmKfAbCdEfGhIjKlMnOpQrStUvWxYz', 'AbCd'],
    ['查询码', '查询码 1234 5678 9012 3456', '5678'],
    ['编号', '编号TS-7K3F-9QXM', '9QXM'],
    ['门牌', '住在南门街15号3单元402室', '402'],
    ['楼栋', '阳光小区6栋2单元501', '6栋'],
    ['村组', '柳树湾村三组', '三组'],
    ['自报姓名', '我叫王秀英,想问低保', '王秀英'],
    ['复姓', '本人欧阳建国', '欧阳建国'],
    ['称呼', '民政局的李局长不给办', '李局长'],
    ['小名', '老张家的地', '老张'],
    ['链接里的东西', 'https://x.example/?phone=13800138000', 'phone'],
  ])('%s', (_, text, secret) => {
    expect(hide(text)).not.toContain(secret);
    expect(hide(text)).toMatch(/〔.{2,4}\d〕/);
  });

  test('names that whoever knows words has found', () => {
    expect(hide('秀英的低保和秀英她妈的', ['秀英'])).toBe('〔姓名1〕的低保和〔姓名1〕她妈的');
  });

  test('what a question is about stays readable', () => {
    for (const text of [
      '低保怎么申请,要多久?',
      '12345能投诉吗',
      '2026年11月3日公示的名单在哪看',
      '承诺20个工作日,收费120元',
    ])
      expect(hide(text)).toBe(text.normalize('NFKC'));
  });
});

const personal = fc.oneof(
  fc.integer({ min: 13_000_000_000, max: 19_999_999_999 }).map(String),
  fc
    .tuple(fc.integer({ min: 110_000, max: 659_999 }), fc.integer({ min: 1_930, max: 2_020 }))
    .map(([area, year]) => `${area}${year}0715123X`),
  fc.bigInt({ min: 6_200_000_000_000_000n, max: 6_299_999_999_999_999n }).map(String),
  fc.stringMatching(/^[a-z]{3,8}\.[a-z]{2,6}@[a-z]{3,8}\.cn$/),
  fc.stringMatching(/^[京苏粤川][A-H][0-9A-HJ]{5}$/),
  fc.stringMatching(/^o[A-Za-z0-9]{27}$/),
);
const spaced = fc
  .tuple(personal, fc.constantFrom('', ' ', '-', '·'))
  .map(([text, gap]) => (/^\d+X?$/.test(text) && gap ? text.replace(/(.{4})(?=.)/g, `$1${gap}`) : text));
const talk = fc.constantFrom(
  '我的低保',
  '怎么还没批,',
  '联系我:',
  '。谢谢',
  '名下有一辆',
  '(急)',
  '和',
  '\n',
);

test('whatever is written around it and between its digits, nothing personal leaves and all of it comes back', () => {
  fc.assert(
    fc.property(
      fc.array(
        fc.oneof(
          spaced.map((text) => ({ text })),
          talk,
        ),
        { minLength: 1, maxLength: 12 },
      ),
      (parts) => {
        // Two pieces beside each other are told apart, as people do.
        const text = parts.map((part) => (typeof part === 'string' ? part : `${part.text} 啊`)).join('');
        const masker = createMasker();
        const hidden = masker.hide(text);
        for (const part of parts)
          if (typeof part !== 'string') expect(hidden).not.toContain(part.text.slice(-6));
        expect(masker.show(hidden)).toBe(text.normalize('NFKC'));
      },
    ),
    { numRuns: 2_000 },
  );
});

test('any text at all comes back as it was, but for brackets that would be mistaken for marks', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 200 }), (text) => {
      const masker = createMasker();
      expect(masker.show(masker.hide(text))).toBe(text.normalize('NFKC').replace(/[〔〕]/g, ' '));
    }),
    { numRuns: 1_000 },
  );
});

test('a mark that was never given out, and one that a citizen wrote, are not taken for one', () => {
  const masker = createMasker();
  expect(masker.hide('〔电话1〕打13800138000')).toBe(' 电话1 打〔号码1〕');
  expect(masker.show('打〔号码1〕')).toBe('打13800138000');
  expect(masker.show('打〔号码2〕')).toBeUndefined();
  expect(masker.show('打〔号码')).toBeUndefined();
  expect(masker.show('打〕')).toBeUndefined();
});
