/** Steps of a decision and stages of a project, as tables. */
import { expect, test } from 'vitest';
import {
  dayVerdict,
  fundsVerdict,
  mayTake,
  stepOf,
  type DecisionFacts,
  type DecisionStep,
  type Round,
} from '../../../src/participation/decision-rules.ts';
import { scopeFault } from '../../../src/participation/meetings.ts';
import { mayReach, PROJECT_STAGES, type ProjectStage } from '../../../src/participation/project-rules.ts';

const facts = (more: Partial<DecisionFacts> = {}): DecisionFacts => ({
  kind: '重大决策',
  amount: null,
  step: '草案',
  rounds: [],
  noCommentReason: null,
  lastOn: '2026-11-01',
  published: false,
  ...more,
});
const round = (more: Partial<Round> = {}): Round => ({
  code: 'G2-2026-901',
  title: '方案(征求意见稿)',
  closed: true,
  answered: true,
  ...more,
});

test.for<[string, DecisionStep, Partial<DecisionFacts>, RegExp | true]>([
  ['the draft is put before the public', '征求意见', {}, true],
  ['nobody goes from the draft to the meeting', '集体讨论', {}, /下一步是「征求意见」,不能跳过/],
  ['nor to the decision', '决定', {}, /不能跳过/],
  ['nor publishes what is not decided', '公开', { step: '集体讨论' }, /下一步是「决定」/],
  ['nor goes back', '草案', { step: '征求意见' }, /已经做过/],
  ['the public was not asked', '集体讨论', { step: '征求意见' }, /还没有征求意见/],
  [
    'comments still come in',
    '集体讨论',
    { step: '征求意见', rounds: [round({ closed: false })] },
    /还没有截止/,
  ],
  ['nobody was told', '集体讨论', { step: '征求意见', rounds: [round({ answered: false })] }, /采纳情况/],
  ['asked and told', '集体讨论', { step: '征求意见', rounds: [round()] }, true],
  [
    'one of two is open',
    '集体讨论',
    { step: '征求意见', rounds: [round(), round({ closed: false })] },
    /截止/,
  ],
  ['a reason is on record', '集体讨论', { step: '征求意见', noCommentReason: '依法不予公开的事项' }, true],
  ['discussed, then decided', '决定', { step: '集体讨论' }, true],
  ['decided, then public', '公开', { step: '决定' }, true],
])('3.3.1 %s', ([, step, more, expected]) => {
  const verdict = mayTake(step, facts(more));
  if (expected === true) expect(verdict).toEqual({ ok: true });
  else expect(verdict.why).toMatch(expected);
});

test('3.3.1 the last step is what the public sees, and nothing that is set', () => {
  expect(stepOf(facts({ step: '决定' }))).toBe('决定');
  expect(stepOf(facts({ step: '决定', published: true }))).toBe('公开');
  expect(stepOf(facts({ step: '集体讨论', published: true }))).toBe('集体讨论');
});

test('3.3.1 large funds begin at the sum that the county set; days are in order and not ahead', () => {
  expect(fundsVerdict('大额资金使用', null, 1_000_000).why).toMatch(/写金额/);
  expect(fundsVerdict('大额资金使用', 999_999, 1_000_000).why).toMatch(/不到本县大额资金标准\(100 万元\)/);
  expect(fundsVerdict('大额资金使用', 1_000_000, 1_000_000).ok).toBe(true);
  expect(fundsVerdict('重大决策', null, 1_000_000).ok).toBe(true);
  expect(dayVerdict('2026-11-02', '2026-11-03', '2026-11-24').why).toMatch(/不能早于/);
  expect(dayVerdict('2026-11-25', '2026-11-03', '2026-11-24').why).toMatch(/还没有到/);
  expect(dayVerdict('2026-11-24', '2026-11-24', '2026-11-24').ok).toBe(true);
});

test('3.3.2 less than everybody needs a reason, and of a range who is in it', () => {
  expect(scopeFault({ scope: '全社会' })).toBeUndefined();
  expect(scopeFault({ scope: '不公开', reason: '保密' })).toMatch(/写明原因/);
  expect(scopeFault({ scope: '不公开', reason: '涉及尚未公布的招商谈判底价' })).toBeUndefined();
  expect(scopeFault({ scope: '一定范围', reason: '只涉及移民安置户的分配' })).toMatch(/范围里有谁/);
});

const upTo = (n: number) => ({
  stages: PROJECT_STAGES.slice(0, n).map((stage, i) => ({ stage, on: `2026-0${i + 1}-15` })),
});
test.for<[string, number, ProjectStage, string, string | undefined, RegExp | true]>([
  ['begins with the decision', 0, '决策', '2026-05-01', undefined, true],
  ['does not begin by building', 0, '施工', '2026-05-01', undefined, /下一阶段是「决策」/],
  ['is tendered', 2, '招标', '2026-05-01', undefined, true],
  ['has no tender, for a reason', 2, '招标', '2026-05-01', '单项合同不到依法必须招标的标准', true],
  ['has no tender, and no reason', 2, '招标', '2026-05-01', '不用', /写明原因和依据/],
  ['cannot leave out its approval', 1, '批准', '2026-05-01', '时间来不及先开工了', /不能免/],
  ['is not built before it was tendered', 3, '施工', '2026-03-01', undefined, /不能早于/],
  ['is not finished tomorrow', 4, '竣工', '2026-11-25', undefined, /还没有到/],
  ['ends', 5, '竣工', '2026-11-20', undefined, /已经竣工/],
])('2.3.5 a project %s', ([, reached, stage, on, skip, expected]) => {
  const verdict = mayReach(stage, on, '2026-11-24', upTo(reached), skip);
  if (expected === true) expect(verdict).toEqual({ ok: true });
  else expect(verdict.why).toMatch(expected);
});
