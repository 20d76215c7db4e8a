import { expect, test } from 'vitest';
import { readDeadline } from '../../../src/disclosure/deadline-phrase.ts';
import type { Anchor, DeadlineMeaning, DeadlineUnit } from '../../../src/disclosure/deadline-meaning.ts';

/**
 * Phrases in our own words over every meaning, written before the grammar was looked at, to see how it does with wordings
 * it was not built on. What counts is compared: kind, number, unit, recurrence, trigger, anchor, alternative, notice.
 */
type Expected = Partial<DeadlineMeaning>;

const after = (
  trigger: string,
  amount: number,
  unit: DeadlineUnit = 'workday',
  more: Expected = {},
): Expected => ({
  kind: 'within_after',
  trigger,
  amount,
  unit,
  recurrence: 'per_event',
  ...more,
});
const assumed = (amount: number, unit: DeadlineUnit = 'workday', more: Expected = {}): Expected => {
  const { trigger: _trigger, ...rest } = after('', amount, unit, more);
  return rest;
};
const at = (recurrence: DeadlineMeaning['recurrence'], anchor: Anchor, more: Expected = {}): Expected => ({
  kind: 'fixed_date',
  trigger: null,
  amount: null,
  unit: null,
  recurrence,
  anchor,
  ...more,
});
const every = (recurrence: DeadlineMeaning['recurrence'], more: Expected = {}): Expected => ({
  kind: 'periodic',
  trigger: null,
  amount: null,
  unit: null,
  recurrence,
  ...more,
});
const endOf = (recurrence: DeadlineMeaning['recurrence'], amount: number, unit: DeadlineUnit): Expected => ({
  kind: 'periodic_after_end',
  trigger: null,
  amount,
  unit,
  recurrence,
});
const atOnce = (trigger: string, recurrence: DeadlineMeaning['recurrence'] = 'per_event'): Expected => ({
  kind: 'immediate',
  trigger,
  amount: 0,
  unit: 'day',
  recurrence,
});
const before = (
  trigger: string,
  amount: number,
  unit: DeadlineUnit = 'day',
  more: Expected = {},
): Expected => ({
  kind: 'at_least_before',
  trigger,
  amount,
  unit,
  recurrence: 'per_event',
  ...more,
});
const atLeast = (trigger: string, amount: number, unit: DeadlineUnit = 'day'): Expected => ({
  kind: 'min_period',
  trigger,
  amount,
  unit,
  recurrence: 'per_event',
});
const only = (kind: DeadlineMeaning['kind'], recurrence: DeadlineMeaning['recurrence']): Expected => ({
  kind,
  trigger: null,
  amount: null,
  unit: null,
  recurrence,
});

const PHRASES: [phrase: string, expected: Expected, law?: string][] = [
  // Formed, changed, obtained
  ['政府信息形成之日起15个工作日内向社会公布', after('info_formed', 15)],
  ['信息生成后7个工作日内', after('info_formed', 7)],
  ['自信息发生变动之日起5个工作日内更新', after('info_changed', 5)],
  ['信息形成、变更之日起廿个工作日内', after('info_formed_or_changed', 20)],
  ['信息产生或更新之日起二十个工作日之内', after('info_formed_or_changed', 20)],
  ['信息形成或变更之日起2 0个工作日內', after('info_formed_or_changed', 20)],
  ['信息形成或变更后三十天内', after('info_formed_or_changed', 30, 'day')],
  ['信息制作或者获取之日起20个工作日以内公开', after('info_made_or_obtained', 20)],
  ['获取或制定信息后十五个工作日内', after('info_made_or_obtained', 15)],
  ['不晚于信息形成之日起10个工作日', after('info_formed', 10)],
  ['信息形成或者变更起两周内', after('info_formed_or_changed', 14, 'day')],
  ['应自信息形成或变更之日起一个月以内公开完毕', after('info_formed_or_changed', 1, 'month')],
  ['信息形成当天公开', after('info_formed', 0, 'day')],
  ['内容有变化的,3个工作日内予以更新', after('info_changed', 3)],
  // Bare numbers
  ['15个工作日内', assumed(15)],
  ['5日内公开', assumed(5, 'day')],
  ['7个自然日内', assumed(7, 'day')],
  ['俩工作日内', assumed(2)],
  ['仨工作日内', assumed(3)],
  ['卅个工作日内', assumed(30)],
  ['半个月内公开', assumed(15, 'day')],
  ['半年内', assumed(6, 'month')],
  ['四十八小时内', assumed(48, 'hour')],
  ['1至3个工作日', assumed(3)],
  ['十到十五个工作日内公开', assumed(15)],
  ['工作日20天内', assumed(20)],
  ['20个工作天内', assumed(20)],
  ['壹拾个工作日内', assumed(10)],
  // Decisions, documents, meetings
  ['行政处罚决定作出之日起7个工作日内', after('decision_made', 7)],
  ['作出行政许可决定后七个工作日内上网公示', after('decision_made', 7)],
  ['文件印发后20个工作日内', after('document_issued', 20)],
  ['规范性文件自发文之日起10个工作日内', after('document_issued', 10)],
  ['常务会议闭会后三个工作日内', after('meeting_end', 3)],
  ['会议召开后10个工作日内公开', after('meeting_end', 10)],
  ['会议纪要印发后5个工作日内', after('minutes_issued', 5)],
  ['村民会议或村民代表会议结束后5日内张榜', after('village_meeting_end', 5, 'day')],
  ['意见征集截止后20个工作日内反馈采纳情况', after('comment_end', 20)],
  ['上级文件转发到本单位之日起10个工作日内', after('doc_received_at_unit', 10)],
  // Money, audit, projects
  ['县人大常委会批准之日起二十日内', after('npc_approval', 20, 'day')],
  ['人代会批准预算后20日内公开', after('npc_approval', 20, 'day')],
  ['县财政局批复之日起20日内由各部门公开', after('finance_reply', 20, 'day')],
  ['审计报告出具后15个工作日内', after('audit_report_final', 15)],
  ['资金下达之日起15个工作日内', after('fund_paid', 15)],
  ['补贴资金发放到户后10个工作日内', after('fund_paid', 10)],
  ['分配方案确定之日起5个工作日内', after('allocation_decided', 5)],
  ['工程竣工验收合格之日起15个工作日内', after('project_accepted', 15)],
  ['中标供应商确定后两个工作日内', after('supplier_decided', 2)],
  ['合同签订之日起七个工作日内', after('contract_signed', 7)],
  ['收到评标报告之日起3日内公示中标候选人', after('evaluation_report_received', 3, 'day')],
  ['收到征地批复文件后10个工作日内', after('approval_doc_received', 10)],
  // Handling
  ['收到申请后20个工作日内书面答复', after('application_received', 20)],
  ['自受理申请之日起5个工作日内办结', after('application_accepted', 5)],
  ['应当自受理之日起二十日内作出许可决定', after('application_accepted', 20, 'workday'), '行政许可法'],
  ['自立案之日起九十日内作出处罚决定', after('case_filed', 90, 'day'), '行政处罚法'],
  ['决定作出后七日内送达当事人', after('decision_made', 7, 'workday'), '行政处罚法'],
  ['应当自收到复议申请后五日内审查', after('application_received', 5, 'workday'), '行政复议法'],
  ['收到来信之日起15日内回复', after('letter_received', 15, 'day')],
  ['接到热线工单后5个工作日内答复', after('ticket_received', 5)],
  ['自受理信访事项之日起60日内办结', after('petition_accepted', 60, 'day')],
  ['突发事件发生后5小时内发布权威信息', after('incident', 5, 'hour')],
  ['事件发生后二十四小时以内', after('incident', 24, 'hour')],
  ['办结之日起3个工作日内公开结果', after('case_closed', 3)],
  // Calendar dates
  ['每年1月31日前', at('yearly', { month: 1, day: 31 })],
  ['每年三月三十一日前', at('yearly', { month: 3, day: 31 })],
  ['次年1月底前', at('yearly', { month: 1, day: 'last' })],
  ['每年12月底之前公开', at('yearly', { month: 12, day: 'last' })],
  ['于每年6月30日之前完成', at('yearly', { month: 6, day: 30 })],
  ['当年9月30日前', at('yearly', { month: 9, day: 30 })],
  ['年底前', at('yearly', { month: 12, day: 31 })],
  ['2026年12月31日前', at('once', { date: '2026-12-31' })],
  ['2026.11.30前公开', at('once', { date: '2026-11-30' })],
  ['每月10日前公布上月财务收支', at('monthly', { day: 10 }, { covers: 'previous' })],
  ['每月5号前', at('monthly', { day: 5 })],
  ['次月15日前公开', at('monthly', { day: 15 }, { covers: 'previous' })],
  ['每月月末', at('monthly', { day: 'last' })],
  ['季末公布', at('quarterly', { monthOfQuarter: 3, day: 'last' })],
  ['每季度末月20日前', at('quarterly', { monthOfQuarter: 3, day: 20 })],
  ['每季度第一个月的10日前', at('quarterly', { monthOfQuarter: 1, day: 10 })],
  ['每季首月10日前公布上季收支', at('quarterly', { monthOfQuarter: 1, day: 10 }, { covers: 'previous' })],
  ['每周一公布', at('weekly', { weekday: 1 })],
  ['每星期五下班前', at('weekly', { weekday: 5 })],
  ['每月第二周', at('monthly', { weekOfMonth: 2 })],
  // Periods
  ['每年一次', every('yearly')],
  ['年度公开', every('yearly')],
  ['按季度公开', every('quarterly')],
  ['一季度一公布', every('quarterly')],
  ['每季度至少公开一次', every('quarterly')],
  ['每月公开1次', every('monthly')],
  ['按月张榜公布', every('monthly')],
  ['每半年更新一次', every('half_yearly')],
  ['每周更新', every('weekly')],
  ['每两年修订一次', every('every_n_years', { amount: 2, unit: 'year' })],
  ['每5年一次', every('every_n_years', { amount: 5, unit: 'year' })],
  ['定期公开', every('regular')],
  ['每月不少于2条', every('monthly')],
  ['季度结束后十日内', endOf('quarterly', 10, 'day')],
  ['每月结束后5个工作日内', endOf('monthly', 5, 'workday')],
  ['年度终了后30日内', endOf('yearly', 30, 'day')],
  ['半年结束后15个工作日内公布', endOf('half_yearly', 15, 'workday')],
  // At once
  ['及时公开', atOnce('event')],
  ['随时更新公布', atOnce('event')],
  ['实时更新', atOnce('event', 'continuous')],
  ['第一时间公开', atOnce('event')],
  ['立即公布', atOnce('event')],
  ['信息形成后及时公开', atOnce('info_formed')],
  ['根据工程进度及时公开', atOnce('progress_stage')],
  ['每完成一个节点公开一次', atOnce('stage_completed')],
  ['信息变更后即时更新', atOnce('info_changed')],
  // Before
  ['举行听证会的7个工作日前公告', before('hearing_date', 7, 'workday')],
  ['听证会召开30日前发布公告', before('hearing_date', 30)],
  ['换届选举前公布', before('next_village_election', 0)],
  ['开学10日前公布', before('semester_start', 10, 'day', { recurrence: 'half_yearly' })],
  // At least so long
  ['公示期不得少于5个工作日', atLeast('notice_start', 5, 'workday')],
  ['公告时间不少于三十日', atLeast('notice_start', 30)],
  ['公示7天', atLeast('notice_start', 7)],
  ['征求意见时间不少于20个工作日', atLeast('comment_start', 20, 'workday')],
  ['征集意见不少于15天', atLeast('comment_start', 15)],
  // Extended, restarted, shown
  ['最多可延长10个工作日', { kind: 'extension_max', amount: 10, unit: 'workday', recurrence: 'none' }],
  ['经批准可再延长三十日', { kind: 'extension_max', amount: 30, unit: 'day', recurrence: 'none' }],
  ['公开期限不少于5年', { kind: 'display_period', amount: 5, unit: 'year', recurrence: 'none' }],
  ['公开时长为一年', { kind: 'display_period', amount: 1, unit: 'year', recurrence: 'none' }],
  ['常年公开', only('permanent', 'continuous')],
  ['长期公示', only('permanent', 'continuous')],
  ['动态调整', only('ongoing', 'continuous')],
  ['按照法律法规规定的时限公开', only('external_rule', 'none')],
  ['按有关规定执行', only('external_rule', 'none')],
  ['同前', only('refer_previous_row', 'none')],
  // Several clauses in one cell
  [
    '形成或变更之日起20个工作日内,其中涉及群众切身利益的3个工作日内',
    after('info_formed_or_changed', 20, 'workday', { alt: { when: '', amount: 3, unit: 'workday' } }),
  ],
  [
    '信息形成之日起20个工作日内公开,公示期不少于5个工作日',
    after('info_formed', 20, 'workday', { notice: { amount: 5, unit: 'workday', purpose: 'display' } }),
  ],
  [
    '信息形成或者变更之日起20个工作日内公开,长期保留,法律另有规定的从其规定',
    after('info_formed_or_changed', 20, 'workday', { keep: 'permanent', exception: true }),
  ],
  [
    '财务收支每月公布一次,重大事项及时公布',
    {
      kind: 'compound',
      recurrence: 'none',
      parts: [every('monthly'), atOnce('event')] as DeadlineMeaning['parts'],
    },
  ],
  [
    '每季度公开一次,信息变更后5日内更新',
    every('quarterly', { alt: { when: '', trigger: 'info_changed', amount: 5, unit: 'day' } }),
  ],
  ['村务每季度公开,长期', every('quarterly', { keep: 'permanent' })],
  // A second, harder hundred was read over by eye; these are the ones that were wrong then.
  ['项目批准后20个工作日内', after('decision_made', 20)],
  ['施工许可证核发之日起7个工作日内', after('decision_made', 7)],
  ['中标通知书发出后5个工作日内', after('supplier_decided', 5)],
  ['学校招生方案发布后3个工作日', after('document_issued', 3)],
  ['收到举报后7个工作日内告知是否受理', after('event', 7)],
  ['招标公告发布后', atOnce('event')],
  ['每学期公布一次', every('half_yearly')],
  ['三个月更新一次', every('quarterly')],
  ['三年调整一次', every('every_n_years', { amount: 3, unit: 'year' })],
  ['一月一公开', every('monthly')],
  ['一年一公布', every('yearly')],
  ['每年1月公布一次', at('yearly', { month: 1, day: 'last' })],
  ['季后15日内', endOf('quarterly', 15, 'day')],
  ['月度终了10日内', endOf('monthly', 10, 'day')],
  ['年后1个月内', endOf('yearly', 1, 'month')],
  ['每月1-5日公布', at('monthly', { day: 5 })],
  ['年终一次', at('yearly', { month: 12, day: 31 })],
  ['年初公布', at('yearly', { month: 1, day: 'last' }, { ambiguous: true })],
  ['二○二六年底前', at('once', { date: '2026-12-31' })],
  ['2026年第三季度内', at('once', { date: '2026-09-30' })],
  [
    '每年1月、7月的15日前',
    {
      kind: 'compound',
      recurrence: 'none',
      parts: [
        at('yearly', { month: 1, day: 15 }),
        at('yearly', { month: 7, day: 15 }),
      ] as DeadlineMeaning['parts'],
    },
  ],
  ['即来即办', atOnce('event')],
  ['当场答复', atOnce('event')],
  ['视情况公开', atOnce('event')],
  ['依法公开', only('external_rule', 'none')],
  ['与上栏相同', only('refer_previous_row', 'none')],
  ['有效期内公开', only('permanent', 'continuous')],
  ['召开村民代表会议10日前公布', before('village_meeting_end', 10)],
  ['公示期一般为5至7个工作日', atLeast('notice_start', 7, 'workday')],
  ['不少于20个工作日', atLeast('notice_start', 20, 'workday')],
  ['20個工作日內', assumed(20)],
  ['7日(工作日)内', assumed(7)],
  ['五个工作日(不含节假日)', assumed(5)],
  ['"十四五"期间每年一次', every('yearly')],
  [
    '3-5个工作日,特殊情况10个工作日',
    assumed(5, 'workday', { alt: { when: '', amount: 10, unit: 'workday' } }),
  ],
  [
    '一般事项5个工作日,复杂事项15个工作日',
    assumed(5, 'workday', { alt: { when: '', amount: 15, unit: 'workday' } }),
  ],
  [
    '自形成或变更之日起20个工作日内公开;长期公开;动态更新',
    after('info_formed_or_changed', 20, 'workday', { keep: 'permanent' }),
  ],
  [
    '征收补偿方案确定后及时公布,征求意见期限不少于30日',
    { ...atOnce('info_formed'), notice: { amount: 30, unit: 'day', purpose: 'comment' } },
  ],
];

test.each(PHRASES)('%s', (phrase, expected, law) => {
  const read = readDeadline(phrase, law);
  expect(read, phrase).toBeDefined();
  expect(pick(read!)).toMatchObject(pick(expected));
});

test('what is no deadline is not guessed at', () => {
  for (const words of [
    '县民政局',
    '主动公开',
    '全社会',
    '20',
    '个工作日内',
    '2026年2月30日前',
    '每年13月1日前',
    '第三十条',
    '超过20个工作日',
    '5个工作日后',
  ])
    expect(readDeadline(words), words).toBeUndefined();
});

/** `when` of an alternative is for people and not compared. */
function pick(meaning: Expected): Expected {
  const { alt, parts, ...rest } = meaning;
  return {
    ...rest,
    ...(parts ? { parts: parts.map((part) => pick(part)) as DeadlineMeaning['parts'] } : {}),
    ...(alt ? { alt: (({ when: _when, ...others }) => others)(alt) as never } : {}),
  };
}
