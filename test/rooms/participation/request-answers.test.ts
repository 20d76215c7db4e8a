import { describe, expect, it } from 'vitest';
import {
  ANSWERS,
  answerText,
  checkAnswer,
  GROUNDS,
  kindsFor,
  readAnswer,
  remedyText,
  type AnswerKind,
} from '../../../src/participation/request-answers.ts';
import { mayAnswer, mayDo, type RequestState } from '../../../src/participation/request-verdicts.ts';

const kinds = Object.keys(ANSWERS) as AnswerKind[];
const remedy = (kind: AnswerKind): string =>
  remedyText({ kind, reviewer: '清和县人民政府', reviewBy: '2027-01-25', sueBy: '2027-05-25' });

describe('3.3.6 the kinds of answer (条例第三十六至三十九条)', () => {
  it('covers each item of article 36 and articles 30, 35, 37, 38, 39 and 41', () => {
    const bases = kinds.map((kind) => ANSWERS[kind].basis).join();
    for (const item of ['一', '二', '三', '四', '五', '六', '七'])
      expect(bases).toContain(`第三十六条第(${item})项`);
    for (const article of ['三十', '三十五', '三十七', '三十八', '三十九', '四十一'])
      expect(bases).toContain(`第${article}条`);
    expect(kindsFor({ kind: 'information' })).toHaveLength(15);
    expect(kindsFor({ kind: 'correction' })).toEqual(['corrected', 'uncorrected']);
  });

  it.each(kinds)('%s is refused when it says nothing, and asks for what it needs', (kind) => {
    expect(() => checkAnswer({ kind, text: ' 无 ' })).toThrow(
      expect.objectContaining({ tell: expect.stringContaining(ANSWERS[kind].needs) as string }),
    );
  });

  it.each(kinds)('%s says its basis and a way to complain of it', (kind) => {
    const text = answerText({ kind, text: '理由或内容' }, remedy(kind));
    expect(text).toContain(ANSWERS[kind].basis);
    expect(text).toContain('60 日内(2027年1月25日前)向清和县人民政府申请行政复议');
  });

  it('sends what is withheld to 复议 before a lawsuit, and leaves the choice for the rest', () => {
    const first = kinds.filter((kind) => /要先申请行政复议/.test(remedy(kind)));
    expect(first).toEqual(['partial', 'withheld']);
    for (const kind of kinds.filter((one) => !first.includes(one)))
      expect(remedy(kind)).toMatch(/或者 6 个月内\(2027年5月25日前\)向人民法院起诉/);
  });

  it.each([
    ['不予公开:涉及国家秘密,密级为秘密', 'withheld', 'stateSecret'],
    ['不予公开,属于过程性信息,还在讨论', 'withheld', 'process'],
    ['不公开:含商业秘密,第三方不同意', 'withheld', 'thirdParty'],
    ['部分公开:金额见附件;人事管理部分是内部事务信息', 'partial', 'internal'],
    ['信息不存在:在档案室和办公系统按文号检索没有', 'absent', undefined],
    ['不存在,查了三年台账都没有', 'absent', undefined],
    ['不属于本机关:归县财政局,电话 0000-7213137', 'elsewhere', undefined],
    ['已主动公开:县政府网站财政专栏', 'published', undefined],
    ['见附件,共三页表格', 'disclosed', undefined],
    ['公开办法见县政府网站首页', 'disclosed', undefined],
  ])('%s is read as %s', (text, kind, ground) => {
    expect(readAnswer(text)).toMatchObject({ kind, ...(ground ? { ground } : {}) });
  });

  it('wants one of the grounds of articles 14 to 16 for what is withheld', () => {
    expect(() => readAnswer('不予公开:领导不同意公开')).toThrow(
      expect.objectContaining({ tell: expect.stringContaining('国家秘密') as string }),
    );
    expect(Object.values(GROUNDS).map(({ basis }) => basis.slice(8))).toEqual([
      '第十四条',
      '第十四条',
      '第十四条',
      '第十五条',
      '第十六条第一款',
      '第十六条第二款',
      '第十六条第二款',
    ]);
  });

  it('has the leader sign whatever refuses', () => {
    expect(kinds.filter((kind) => !ANSWERS[kind].refuses)).toEqual([
      'disclosed',
      'published',
      'elsewhere',
      'publication',
      'abandoned',
      'corrected',
    ]);
  });
});

const FRESH: RequestState = {
  answeredOn: null,
  noticedOn: null,
  supplementBy: null,
  supplementedOn: null,
  extensionDays: null,
  deferredTo: null,
  reasonAskedOn: null,
  pending: null,
  due: '2026-12-23',
  supplementNoticeBy: '2026-12-04',
  opinionsOpen: 0,
};

describe('3.3.6 what may be done now, and why not', () => {
  it.each([
    ['supplement', {}, '2026-12-04', undefined],
    ['supplement', {}, '2026-12-05', '7 个工作日已过'],
    ['supplement', { noticedOn: '2026-11-26', supplementedOn: '2026-11-30' }, '2026-12-01', '一次性告知'],
    ['extend', {}, '2026-12-23', undefined],
    ['extend', {}, '2026-12-24', '已过'],
    ['extend', { extensionDays: 5 }, '2026-12-01', '不能再延'],
    ['extend', { noticedOn: '2026-11-26' }, '2026-12-01', '期限没有在走'],
    ['consult', { noticedOn: '2026-11-26' }, '2026-12-01', '正在等申请人补正'],
    ['consult', {}, '2026-12-01', undefined],
    ['reason', { reasonAskedOn: '2026-11-27' }, '2026-12-01', '已经要求'],
    ['defer', {}, '2026-12-01', '先要求申请人说明理由'],
    ['defer', { reasonAskedOn: '2026-11-27' }, '2026-12-01', undefined],
    ['answer', { pending: 'answer' }, '2026-12-01', '等领导审签'],
    ['answer', { answeredOn: '2026-11-30' }, '2026-12-01', '办结'],
    ['answer', {}, '2027-01-10', undefined],
  ] as const)('%s with %o on %s: %s', (action, facts, today, why) => {
    const verdict = mayDo(action, { ...FRESH, ...facts }, today);
    expect(verdict.ok).toBe(why === undefined);
    if (why) expect(verdict.why).toContain(why);
  });

  it.each([
    ['disclosed', { opinionsOpen: 1 }, '意见还没有回来'],
    ['withheld', { opinionsOpen: 1 }, undefined],
    ['abandoned', {}, '逾期不补'],
    ['abandoned', { noticedOn: '2026-11-26', supplementBy: '2026-12-01' }, '逾期不补'],
    ['abandoned', { noticedOn: '2026-11-26', supplementBy: '2026-11-30' }, undefined],
    ['unclear', {}, '先告知补正'],
    ['unclear', { noticedOn: '2026-11-26', supplementedOn: '2026-11-30' }, undefined],
    ['excessive', {}, '先要求申请人说明理由'],
    ['excessive', { reasonAskedOn: '2026-11-27' }, undefined],
  ] as const)('an answer of kind %s with %o: %s', (kind, facts, why) => {
    const verdict = mayAnswer(kind, { ...FRESH, ...facts }, '2026-12-01');
    expect(verdict.ok).toBe(why === undefined);
    if (why) expect(verdict.why).toContain(why);
  });
});
