import { describe, expect, it } from 'vitest';
import { deadlineMeaningSchema } from '../../../src/disclosure/deadline-meaning.ts';
import { readDeadline } from '../../../src/disclosure/deadline-phrase.ts';

/** phrase, then: kind trigger amount unit recurrence [anchor] */
const READ: readonly (readonly [string, string])[] = [
  ['信息制作完成之日起15个工作日内', 'within_after info_formed 15 workday per_event'],
  ['信息制作或获取之日起5个工作日内公开', 'within_after info_made_or_obtained 5 workday per_event'],
  [
    '自政府信息形成或变更之日起二十个工作日内予以公开',
    'within_after info_formed_or_changed 20 workday per_event',
  ],
  ['信息生成或变更后10个工作日内', 'within_after info_formed_or_changed 10 workday per_event'],
  ['预算经县人大批准后二十日内', 'within_after npc_approval 20 day per_event'],
  ['经本级人民代表大会审议通过后20日内向社会公开', 'within_after npc_approval 20 day per_event'],
  ['县财政局批复部门预算之日起20日内', 'within_after finance_reply 20 day per_event'],
  ['接到上级文件之日起3个工作日内', 'within_after doc_received_at_unit 3 workday per_event'],
  ['常务会议结束之日起5个工作日内', 'within_after meeting_end 5 workday per_event'],
  ['村民会议决定作出后五日内', 'within_after village_meeting_end 5 day per_event'],
  ['收到评标报告之日起3日内公示中标候选人', 'within_after evaluation_report_received 3 day per_event'],
  ['采购合同签订后2个工作日内公告', 'within_after contract_signed 2 workday per_event'],
  ['工程竣工验收合格之日起15个工作日内', 'within_after project_accepted 15 workday per_event'],
  ['补贴资金发放后7个工作日内', 'within_after fund_paid 7 workday per_event'],
  ['分配方案确定后10日内', 'within_after allocation_decided 10 day per_event'],
  ['审计结论作出之日起20个工作日内', 'within_after audit_report_final 20 workday per_event'],
  ['行政处罚决定被撤销后3个工作日内撤回', 'within_after penalty_revoked 3 workday per_event'],
  ['征求意见截止之日起20个工作日内反馈采纳情况', 'within_after comment_end 20 workday per_event'],
  ['立案之日起90日内作出处罚决定', 'within_after case_filed 90 day per_event'],
  ['自受理信访事项之日起60日内办结', 'within_after petition_accepted 60 day per_event'],
  ['接到热线工单后2个工作日内回退', 'within_after ticket_received 2 workday per_event'],
  ['作出行政许可决定之日起7个工作日内', 'within_after decision_made 7 workday per_event'],
  ['事故发生后2小时内', 'within_after incident 2 hour per_event'],
  ['政策文件出台之日起三个工作日内发布解读', 'within_after document_issued 3 workday per_event'],
  ['解读材料与政策文件同步公开', 'immediate policy_doc_published 0 day per_event'],
  ['决定作出当日公开', 'within_after decision_made 0 day per_event'],
  ['15个工作日', 'within_after info_formed_or_changed 15 workday per_event'],
  ['最迟不超过10个工作日', 'within_after info_formed_or_changed 10 workday per_event'],
  ['及时公开', 'immediate event 0 day per_event'],
  ['第一时间发布', 'immediate event 0 day per_event'],
  ['实时更新', 'immediate event 0 day continuous'],
  ['根据工程进度及时公开', 'immediate progress_stage 0 day per_event'],
  ['分阶段公布', 'immediate stage_completed 0 day per_event'],
  ['文件印发后及时公开', 'immediate document_issued 0 day per_event'],
  ['每年3月31日前', 'fixed_date null null null yearly {"month":3,"day":31}'],
  ['每月10日前公布上月收支', 'fixed_date null null null monthly {"day":10}'],
  ['每季度最后一个月25日前', 'fixed_date null null null quarterly {"monthOfQuarter":3,"day":25}'],
  ['每周五下班前', 'fixed_date null null null weekly {"weekday":5}'],
  ['2026年12月31日前', 'fixed_date null null null once {"date":"2026-12-31"}'],
  ['每年第四季度内', 'fixed_date null null null yearly {"month":12,"day":31}'],
  ['每月公开', 'periodic null null null monthly'],
  ['按季度公开', 'periodic null null null quarterly'],
  ['每年公布两次', 'periodic null null null half_yearly'],
  ['一年一次', 'periodic null null null yearly'],
  ['每隔三年评估一次', 'periodic null 3 year every_n_years'],
  ['3个月', 'periodic null null null quarterly'],
  ['半年', 'periodic null null null half_yearly'],
  ['定期公开', 'periodic null null null regular'],
  ['年度终了后3个月内', 'periodic_after_end null 3 month yearly'],
  ['季度结束后10日内', 'periodic_after_end null 10 day quarterly'],
  ['听证会举行7日前公告', 'at_least_before hearing_date 7 day per_event'],
  ['举行听证的7个工作日前', 'at_least_before hearing_date 7 workday per_event'],
  ['决策作出前公开', 'at_least_before decision_made 0 day per_event'],
  ['公示7天', 'min_period notice_start 7 day per_event'],
  ['向社会公开征求意见不少于15日', 'min_period comment_start 15 day per_event'],
  ['延长不超过10日', 'extension_max original_due 10 day none'],
  ['期限自收到补正材料之日起重新计算', 'restart supplement_received 20 workday none'],
  ['公开期限不少于一年', 'display_period published 1 year none'],
  ['长期', 'permanent null null null continuous'],
  ['动态调整', 'ongoing null null null continuous'],
  ['按照国家有关规定执行', 'external_rule null null null none'],
  ['同前', 'refer_previous_row null null null none'],
  ['公开时限:信息形成或变更之日起20个工作日内', 'within_after info_formed_or_changed 20 workday per_event'],
  ['在信息形成或变更20个工作日内公开', 'within_after info_formed_or_changed 20 workday per_event'],
  ['自信息形成或变更起20日内', 'within_after info_formed_or_changed 20 day per_event'],
  ['信息形成(变更)之日起20个工作日内', 'within_after info_formed_or_changed 20 workday per_event'],
  ['信息形成20日内公开', 'within_after info_formed 20 day per_event'],
  ['事项变更后10个工作日内更新', 'within_after info_changed 10 workday per_event'],
  ['应自信息形成之日起5个工作日内主动公开', 'within_after info_formed 5 workday per_event'],
  ['自政策文件公布之日起5个工作日内公开', 'within_after document_issued 5 workday per_event'],
  ['于每年1月31日前', 'fixed_date null null null yearly {"month":1,"day":31}'],
  ['每年的4月底前公开上一年度决算', 'fixed_date null null null yearly {"month":4,"day":"last"}'],
  ['10月31日前公布', 'fixed_date null null null yearly {"month":10,"day":31}'],
  ['每年12月31日前完成', 'fixed_date null null null yearly {"month":12,"day":31}'],
  ['每年年底前', 'fixed_date null null null yearly {"month":12,"day":31}'],
  ['年底前公布', 'fixed_date null null null yearly {"month":12,"day":31}'],
  ['每月25日前', 'fixed_date null null null monthly {"day":25}'],
  ['每月20号公布', 'fixed_date null null null monthly {"day":20}'],
  ['每月最后一天', 'fixed_date null null null monthly {"day":"last"}'],
  ['每月最后一周', 'periodic null null null monthly'],
  ['每季度第三个月20日前', 'fixed_date null null null quarterly {"monthOfQuarter":3,"day":20}'],
  ['每季度首月底前', 'fixed_date null null null quarterly {"monthOfQuarter":1,"day":"last"}'],
  ['季度末公布', 'fixed_date null null null quarterly {"monthOfQuarter":3,"day":"last"}'],
  ['每季度第一周', 'fixed_date null null null quarterly {"weekOfQuarter":1}'],
  ['每月第二周', 'fixed_date null null null monthly {"weekOfMonth":2}'],
  ['每周三公布', 'fixed_date null null null weekly {"weekday":3}'],
  ['财务往来较多的,财务收支情况应当每月公布一次', 'periodic null null null monthly'],
  ['每季度至少公布1次', 'periodic null null null quarterly'],
  ['至少每半年公布一次', 'periodic null null null half_yearly'],
  ['每年不少于2次', 'periodic null null null half_yearly'],
  ['每两年一次', 'periodic null 2 year every_n_years'],
  ['每季度10篇', 'periodic null null null quarterly'],
  ['公示期5个工作日', 'min_period notice_start 5 workday per_event'],
  ['公示不少于七日', 'min_period notice_start 7 day per_event'],
  ['预公告期不得少于10个工作日', 'min_period notice_start 10 workday per_event'],
  ['征地补偿安置公告不少于30日', 'min_period notice_start 30 day per_event'],
  ['征求意见期限为30天', 'min_period comment_start 30 day per_event'],
  ['公开征求意见时间一般不少于30日', 'min_period comment_start 30 day per_event'],
  ['初审结果公示7日', 'min_period notice_start 7 day per_event'],
  ['救助金发放前公示不少于5天', 'min_period notice_start 5 day per_event'],
  ['征地现状调查结束后10日内公示调查结果', 'within_after land_survey_end 10 day per_event'],
  ['土地现状调查完成之日起5个工作日内', 'within_after land_survey_end 5 workday per_event'],
  ['开展征地现状调查前公告', 'at_least_before land_survey_start 0 day per_event'],
  ['收到省政府征地批复文件之日起15个工作日内', 'within_after approval_doc_received 15 workday per_event'],
  ['受理之日起20个工作日内', 'within_after application_accepted 20 workday per_event'],
  ['受理申请之日起5日内', 'within_after application_accepted 5 day per_event'],
  ['收到补正申请材料之日起7个工作日内', 'within_after supplement_received 7 workday per_event'],
  ['收到投诉信件后7个工作日内答复', 'within_after letter_received 7 workday per_event'],
  ['接到转办件之日起5个工作日内答复', 'within_after ticket_received 5 workday per_event'],
  ['收到转送、交办事项之日起5个工作日内', 'within_after transfer_received 5 workday per_event'],
  ['收到信访事项之日起15日内', 'within_after petition_received 15 day per_event'],
  ['受理信访事项之日起60日内办结', 'within_after petition_accepted 60 day per_event'],
  ['立案之日起60日内', 'within_after case_filed 60 day per_event'],
  ['灾害发生后24小时内', 'within_after incident 24 hour per_event'],
  ['救灾物资发放后3日内', 'within_after fund_paid 3 day per_event'],
  ['评议结果确定之日起3日内', 'within_after allocation_decided 3 day per_event'],
  ['办结之日起5个工作日内', 'within_after case_closed 5 workday per_event'],
  ['会议纪要印发后10个工作日内', 'within_after minutes_issued 10 workday per_event'],
  ['村民代表会议结束后5日内', 'within_after village_meeting_end 5 day per_event'],
  ['项目验收合格后1个月内', 'within_after project_accepted 1 month per_event'],
  ['每完成一个阶段后10日内公布', 'within_after stage_completed 10 day per_event'],
  ['项目进展情况按季度公开', 'periodic null null null quarterly'],
  ['信息形成或变更后即时公开', 'immediate info_formed_or_changed 0 day per_event'],
  ['变更后及时更新', 'immediate info_changed 0 day per_event'],
  ['适时公开', 'immediate event 0 day per_event'],
  ['不定期更新', 'ongoing null null null continuous'],
  ['公示时间自公示之日起不少于7天', 'min_period notice_start 7 day per_event'],
  ['信息公开保留期限3年', 'display_period published 3 year none'],
  ['公开期限为6个月', 'display_period published 6 month none'],
  ['公示期满后3日内', 'within_after notice_start 3 day per_event'],
  ['听证会结束后15个工作日内公布结果', 'within_after hearing_date 15 workday per_event'],
  ['自发布之日起长期公开', 'permanent null null null continuous'],
  ['按有关法律法规规定的时限公开', 'external_rule null null null none'],
  ['根据上级部门要求', 'external_rule null null null none'],
  ['依申请公开的,20个工作日内答复', 'within_after application_received 20 workday per_event'],
  ['延长答复期限最长不超过20个工作日', 'extension_max original_due 20 workday none'],
  ['延期不得超过15个工作日', 'extension_max original_due 15 workday none'],
];

/** What nobody can read, and dates that do not exist. */
const UNREADABLE = [
  '看情况',
  '有空再说',
  '待定',
  '看情况再说',
  '2月30日前',
  '13月5日前',
  '每月32日前',
  '2026年2月30日前',
  '',
  '。',
  'asdf',
  '办公室',
];

function written(phrase: string): string {
  const read = readDeadline(phrase);
  if (!read) return 'undefined';
  const { kind, trigger, amount, unit, recurrence, anchor } = read;
  return [kind, trigger, amount, unit, recurrence, ...(anchor ? [JSON.stringify(anchor)] : [])]
    .map(String)
    .join(' ');
}

describe('公开时限', () => {
  it.each(READ)('%s', (phrase, expected) => {
    expect(written(phrase)).toBe(expected);
    expect(deadlineMeaningSchema.safeParse(readDeadline(phrase)).success).toBe(true);
  });

  it.each(UNREADABLE)('says that it cannot read 「%s」', (phrase) => {
    expect(readDeadline(phrase)).toBeUndefined();
  });

  it('marks the vague as vague, and does not make a number of it', () => {
    for (const phrase of ['及时公开', '随时公布', '动态更新', '按上级规定的时限公开', '适时公开'])
      expect(readDeadline(phrase)).toMatchObject({ ambiguous: true });
  });

  it('reads 日 as working days only where the statute says so', () => {
    expect(readDeadline('受理之日起二十日内作出决定', '行政许可法')).toMatchObject({
      amount: 20,
      unit: 'workday',
    });
    expect(readDeadline('应当在七日内告知', '行政处罚法')).toMatchObject({ amount: 7, unit: 'workday' });
    expect(readDeadline('立案之日起九十日内', '行政处罚法')).toMatchObject({ amount: 90, unit: 'day' });
    expect(readDeadline('收到申请后五日内审查', '行政复议法')).toMatchObject({ amount: 5, unit: 'workday' });
    expect(readDeadline('受理之日起二十日内作出决定')).toMatchObject({ amount: 20, unit: 'day' });
  });

  it('keeps the exception, the special case, the posting period and the lasting beside the rule', () => {
    expect(readDeadline('信息形成之日起10个工作日内公开,法律、行政法规另有规定的从其规定')).toMatchObject({
      amount: 10,
      exception: true,
    });
    expect(
      readDeadline('信息形成之日起20个工作日内公开;其中行政处罚结果应自决定作出之日起7个工作日内公开'),
    ).toMatchObject({
      amount: 20,
      alt: { when: '行政处罚', trigger: 'decision_made', amount: 7, unit: 'workday' },
    });
    expect(readDeadline('决定作出后5个工作日内公开;公示期不少于7日')).toMatchObject({
      amount: 5,
      notice: { amount: 7, unit: 'day', purpose: 'display' },
    });
    expect(readDeadline('信息形成之日起20个工作日内公开,并长期公开')).toMatchObject({
      amount: 20,
      keep: 'permanent',
    });
    expect(readDeadline('常年公开,内容有变化时及时更新')).toMatchObject({
      kind: 'permanent',
      onChange: 'immediate',
      ambiguous: true,
    });
  });

  it('reads clauses of equal rank one by one', () => {
    expect(readDeadline('一般事项每季度公布一次,涉及村民利益的重大事项随时公布')).toMatchObject({
      kind: 'compound',
      parts: [{ kind: 'periodic', recurrence: 'quarterly' }, { kind: 'immediate' }],
    });
  });

  it('reads the same whatever the width, the blanks and the numerals', () => {
    const plain = readDeadline('信息形成或者变更之日起20个工作日内');
    for (const phrase of [
      '信息形成或者变更之日起２０个工作日内',
      '信息形成或者 变更之 日起 20 个工作日内',
      '信息形成或者变更之日起二十个工作日内。',
      '信息形成或者变更之日起20工作日内',
    ])
      expect(readDeadline(phrase)).toEqual(plain);
  });

  it('does not hang on a long or hostile text', () => {
    expect(readDeadline('之日起'.repeat(200))).toBeUndefined();
    expect(readDeadline('每'.repeat(300))).toBeUndefined();
  });
});
