import { describe, expect, test } from 'vitest';
import { triage, type TriageFacts } from '../../../src/supervision/triage.ts';

/** Class, what is said, and where it matters: sealed, urgent. Sentences of our own, none from the labelled sets. */
const TABLE: readonly [
  string,
  string,
  { sealed?: true; urgent?: true; guide?: string; facts?: TriageFacts }?,
][] = [
  ['A', '水厂改造花了多少钱到现在也没公示过'],
  ['A', '街道的公开栏空了大半年,啥也没有'],
  ['A', '我三月份交的信息公开申请,到现在没人答复'],
  ['A', '低保公示名单里有个去年就去世的老人,数据不对'],
  ['A', '网站上的收费表只有总数没有明细,看不懂'],
  ['A', '公示名单上把我名字写错了,要求更正'],
  ['A', '安置方案晚了两个月才公布'],
  ['B', '不动产登记说好五天,现在半个多月还没下来'],
  ['B', '大厅三号窗口那人爱答不理,一直低头玩手机'],
  ['B', '办个营业执照让我跑了四趟,每次要的材料都不一样'],
  ['B', '城管让我找街道,街道又让我找城管,来回推'],
  ['B', '停车场多收我二十块,不给票'],
  ['B', '供暖公司押金不退,打电话没人接'],
  ['B', '交三百块工本费才给办证,没有收据'],
  ['C', '俺村里的账三年没给大伙看过,钱咋花的'],
  ['C', '修高铁占了我家两亩地,青苗费一分没见着'],
  ['C', '队里的鱼塘租出去了,租给谁多少钱没人说'],
  ['C', '社区挨家收垃圾费八十块'],
  ['C', '我爸的高龄补贴停发两个月了'],
  ['C', '去年水灾的救灾粮我们组没分到'],
  ['C', '通村公路工程才修一年就烂了'],
  ['D', '交警的事故认定书我不认,责任划得不公平', { guide: 'reconsideration' }],
  ['D', '市场监管局罚款两万,罚得太重我不服', { guide: 'reconsideration' }],
  ['D', '法院判决不公,我的房子判给了别人', { guide: 'court' }],
  ['D', '想申请行政复议', { guide: 'reconsideration' }],
  ['E', '住建局验收的科长每次来都要拿两条烟才肯签字', { sealed: true }],
  ['E', '村支书把危房指标给了他小舅子,人家三层楼', { sealed: true }],
  ['E', '会计报了十几个假人头套取粮补', { sealed: true }],
  ['E', '我上个月投诉了镇里,这个月就停了我家的低保', { sealed: true }],
  ['E', '因为写信反映村主任,他现在处处给我穿小鞋', { sealed: true }],
  ['E', '所长说再敢告就收拾我', { sealed: true }],
  ['E', '隔壁老王人都没了三年还在领养老金,干部装不知道', { sealed: true }],
  ['E', '换届的时候他一票发两百块拉票', { sealed: true }],
  ['E', '项目经理给审批的塞了红包才中的标', { sealed: true }],
  ['E', '财务把村集体的钱挪用去放贷', { sealed: true }],
  ['E', '窗口说给五千块才给批营业面积', { sealed: true }],
  ['E', '谁敢上访就别想评低保,组长放的话', { sealed: true }],
  ['E', '换届选举不许我们自己写票', { sealed: true }],
  ['E', '统计的年报是造假凑出来的', { sealed: true }],
  ['E', '他不是好人', { sealed: true, facts: { reported: true } }],
  ['E', '陈建国收了三千块才给盖章', { sealed: true, facts: { namesOfficial: true } }],
  ['E', '举报副县长收开发商两百万', { sealed: true, guide: 'above' }],
  ['E', '县纪委书记的儿子包工程,他给打招呼受贿', { sealed: true, guide: 'above' }],
  ['E', '局长受贿,我已经写信给县纪委书记了没回音', { sealed: true }],
  ['F', '建议在汽车站门口装个红绿灯'],
  ['F', '能不能把图书馆周末的时间延长一点'],
  ['F', '希望政务大厅多增加几个老年人窗口'],
  ['G', '感谢税务窗口的同志,帮我妈一步步弄好'],
  ['G', '表扬城关派出所,半夜帮我找到孩子'],
  ['H', '测试测试'],
  ['H', '哈哈哈哈'],
  ['H', '。。。123'],
  ['I', '后山滑坡把路埋了,有两户人家', { urgent: true }],
  ['I', '工地上有人拿刀要砍人', { urgent: true }],
  ['I', '村口几十个人堵着路要打起来了', { urgent: true }],
  ['I', '我真的活不下去了', { urgent: true }],
  ['I', '养老院楼道电线起火了', { urgent: true }],
];

describe('nine classes, in plain people’s words (4.4.3, 4.4.5)', () => {
  test.each(TABLE)('%s %s', (expected, text, more = {}) => {
    const { facts, ...rest } = more;
    const verdict = triage(text, facts);
    expect(verdict).toMatchObject({ class: expected, urgent: false, sealed: false, ...rest });
  });
});

test('4.8.4 retaliation and corruption are sealed however they are said; a neighbour who takes money is not', () => {
  expect(triage('隔壁邻居收了我五百块钱不还').sealed).toBe(false);
  expect(triage('隔壁邻居收了我五百块钱不还', { reported: true }).sealed).toBe(true);
});

test('praise for refusing a red packet is praise, and a suggestion stays one', () => {
  expect(triage('感谢民政局的小周,塞红包他坚决不收,退回来了', { kind: 'praise' })).toMatchObject({
    class: 'G',
    sealed: false,
  });
  expect(triage('谢谢李科长,烟酒全退给我了,事也办成了').sealed).toBe(false);
  expect(triage('建议把收红包的处理结果公开', { kind: 'suggestion' }).class).not.toBe('H');
  expect(triage('建议多装几盏路灯', { kind: 'suggestion' })).toMatchObject({ class: 'F', sealed: false });
});

test('wrongdoing told as praise or as a suggestion is sealed all the same', () => {
  expect(triage('建议查一查村主任贪污低保款的事', { kind: 'suggestion' }).sealed).toBe(true);
});

test('danger and wrongdoing hold at once: sealed, and still urgent', () => {
  expect(triage('村支书贪污,我举报后他带人拿刀堵我家门')).toMatchObject({
    class: 'E',
    sealed: true,
    urgent: true,
  });
  expect(triage('隔壁要打死人了', { kind: 'emergency' })).toMatchObject({
    class: 'I',
    sealed: false,
    urgent: true,
  });
});

test('abuse with a matter in it is a matter', () => {
  expect(triage('你们都是饭桶,我的房产证拖了三个月还没办').class).toBe('B');
});
