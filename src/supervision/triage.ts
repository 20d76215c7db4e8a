/** Triage 分流: what kind of matter it is, who may see it, where it goes. Pure rules over the words said. */

/** The nine classes: A 公开 B 办事 C 乡务 D 申诉求决 E 检举控告 F 建议 G 表扬 H 无效 I 紧急. */
export type ComplaintClass = 'A' | 'B' | 'C' | 'D' | 'E' | 'F' | 'G' | 'H' | 'I';

export interface Triage {
  class: ComplaintClass;
  category: string;
  urgent: boolean;
  /** 密封: discipline only. */
  sealed: boolean;
}

interface CategoryRule {
  class: ComplaintClass;
  category: string;
  words: RegExp;
}

/** The first rule that fits decides; the order is by what must not be missed. */
const RULES: readonly CategoryRule[] = [
  {
    class: 'E',
    category: '打击报复',
    words: /报复|威胁|穿小鞋|不给.{0,4}盖章|停了?我.{0,3}(水|电|低保)|再告.{0,6}(收拾|弄)/,
  },
  {
    class: 'E',
    category: '贪污贿赂',
    words: /贪污|受贿|行贿|回扣|收了?.{0,6}(钱|万|红包)|塞.{0,3}(钱|红包)|送礼|索贿|好处费|要烟|吃拿卡要/,
  },
  {
    class: 'E',
    category: '优亲厚友',
    words:
      /(给|让).{0,4}(亲戚|小舅子|侄|儿子|媳妇|老婆|弟弟|哥哥|外甥|家里人).{0,8}(低保|补助|指标|工程|名额|办)|优亲厚友|关系户/,
  },
  { class: 'E', category: '虚报冒领', words: /冒领|虚报|套取|套钱|骗(补|取)|吃空饷|死人.{0,6}(领|低保)/ },
  { class: 'E', category: '弄虚作假', words: /弄虚作假|造假|做假账|假账|伪造/ },
  { class: 'E', category: '侵犯民主权利', words: /贿选|拉票|不让.{0,4}投票|撕.{0,3}选票/ },
  { class: 'C', category: '村(组)财务', words: /村.{0,6}(账|帐|财务|钱)|组里.{0,4}(账|帐)/ },
  { class: 'C', category: '土地征收补偿', words: /征地|征收|拆迁|占.{0,4}(地|田)|青苗/ },
  { class: 'C', category: '低保社保发放', words: /低保|五保|特困|养老金|救助金/ },
  { class: 'C', category: '救灾/补贴款', words: /救灾|补贴|补助款/ },
  { class: 'C', category: '税费/涉农收费', words: /垃圾费|集资|摊派|水费|清洁费/ },
  { class: 'C', category: '工程承包', words: /承包|工程|招标|中标/ },
  { class: 'A', category: '依申请公开逾期/不答复', words: /申请公开.{0,12}(不答复|没答复|没回|逾期)/ },
  { class: 'A', category: '内容不实', words: /(公开|公示|名单).{0,10}(假|不实|错|不对|去世|不符)/ },
  {
    class: 'A',
    category: '应公开未公开',
    words: /(没|不|未|从不).{0,4}公开|公开栏.{0,6}(空|没)|查不到|没公示|不公示/,
  },
  {
    class: 'B',
    category: '超期办理',
    words: /超(期|时)|拖了?|半个?月|几个月|一直.{0,4}(没办|不办|没批)|说好.{0,6}天/,
  },
  { class: 'B', category: '乱收费', words: /乱收费|多收|收.{0,4}费|要.{0,3}钱/ },
  {
    class: 'B',
    category: '多要材料/设障',
    words: /跑.{0,3}(趟|回|次)|缺材料|反复要|多要.{0,4}(材料|证明)|奇葩证明/,
  },
  { class: 'B', category: '推诿扯皮', words: /踢皮球|推来推去|推诿|互相推|没人管|不归我们/ },
  { class: 'B', category: '态度差', words: /态度|不搭理|骂人|凶|爱答不理|脸色|玩手机/ },
  { class: 'D', category: '申诉求决', words: /不服.{0,6}(决定|处罚|认定)|复议|仲裁|起诉|判决/ },
];

const DANGER =
  /着火|起火|爆炸|塌(方|了)|埋了|溺水|洪水|漫(到|进)|杀人|砍人|打死|不想活|自杀|跳楼|中毒|堵路|打起来/;

/** Reads what was said. `reported`: the person came to report wrongdoing, so it is sealed whatever the words. */
export function triage(text: string, reported = false): Triage {
  const urgent = DANGER.test(text);
  const rule = RULES.find(({ words }) => words.test(text));
  if (rule?.class === 'E' || reported)
    return { class: 'E', category: rule?.class === 'E' ? rule.category : '检举控告', urgent, sealed: true };
  if (urgent) return { class: 'I', category: '紧急', urgent, sealed: false };
  return { class: rule?.class ?? 'B', category: rule?.category ?? '其他办事问题', urgent, sealed: false };
}
