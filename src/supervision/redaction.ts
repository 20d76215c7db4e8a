/**
 * Redaction 脱敏: what could tell who wrote, found in free text and masked: telephones, ID numbers, cards, e-mail, accounts of
 * other services, house numbers, names of private people. Names of officials stay: they are whom the matter is about. Pure.
 */

export type Kind = 'phone' | 'id' | 'card' | 'email' | 'account' | 'plate' | 'home' | 'name';

export interface Finding {
  kind: Kind;
  from: number;
  to: number;
}

const MASKS: Readonly<Record<Kind, string>> = {
  phone: '【电话】',
  id: '【证件号】',
  card: '【卡号】',
  email: '【邮箱】',
  account: '【账号】',
  plate: '【车牌】',
  home: '【住址】',
  name: '【姓名】',
};

const SURNAMES =
  '王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文庞樊兰殷施陶洪翟安颜倪严牛温芦季俞章鲁葛伍韦申尤毕聂丛焦向柳邢路岳齐梅莫庄辛管祝左涂谷祁时舒耿牟卜詹关苗凌费纪靳盛童欧甄项曲成游阳裴席卫屈鲍位覃霍翁隋植甘景薄单包司柏宁柯阮桂闵解强柴华车冉房边辜吉饶刁瞿戚丘古米池滕晋苑邬臧畅宫嵺苟全褚廉简娄盖符奚木穆党燕郎邸冀谈姬屠连郜晏栾郁商蒙计喻揭窦迟宇敖糜鄢冷卓花仇艾蓝巩稽井练仲乐虞卞封竺阚逄亓佴仉厍帅缪昝鞠宓郗厉隗羿邰濮郦璩扈郏慕茹庾殳蔚夔晁訾蒯逯';
const COMPOUND = '欧阳|司马|上官|诸葛|司徒|皇甫|尉迟|公孙|慕容|令狐|东方|夏侯';
/** One or two characters that follow a surname; not the ones with which a sentence goes on. */
const GIVEN =
  '(?![是在有没不也都说去来的了和跟对为被把给让叫找到要会能很就又还从向就已经今昨明这那他她它我你俺们])[\\p{Script=Han}]';
const NAME = `(?:(?:${COMPOUND})|[${SURNAMES}])${GIVEN}{1,2}?`;
const END =
  '(?=[,,。;;、!!??\\s()()::“”"\']|$|身份证|电话|手机|住|家|是|在|说|叫|把|被|的|我|俺|今年|男|女|\\d|去|来|到|也|不|没|有|要|想|找|当|开|跑|交|拿|从|因|为|打|写|和|跟|同志|先生|女士|老师|大爷|大妈|大叔|大婶|大娘|大哥|大姐)';

/** Said before a private person's name. */
const BEFORE =
  '(?:我(?:是|叫|名叫|姓名是?|的名字(?:是|叫)?)|本人(?:是|叫|姓名)?|俺(?:是|叫)|姓名(?:是|为)?|名字(?:是|叫)|联系人(?:是|为)?|(?:举报|投诉|反映|申请|检举|来信|来访|当事|知情|证明)人(?:是|叫|为)?|署名|落款|邻居|老乡|同村(?:的)?|村民|居民|群众|证人|工友|老公|老婆|丈夫|妻子|爱人|儿子|女儿|闺女|父亲|母亲|爸爸|妈妈|爹|娘|哥哥?|弟弟?|姐姐?|妹妹?|儿媳|女婿|孙子|孙女|亲戚|朋友|同学|代表)[::,\\s]*(?:叫|是|名叫)?[::,\\s]*';

const PATTERNS: readonly (readonly [Kind, RegExp])[] = [
  ['email', /[\w.+-]+@[\w-]+(?:\.[\w-]+)+/g],
  // An identity card, with the gaps people leave when they write one.
  [
    'id',
    /(?<!\d)\d{6}[ -]?(?:18|19|20)\d{2}[ -]?\d{4}[ -]?\d{3}[\dXx](?![\dA-Za-z])|(?<!\d)\d{17}[\dXx](?!\d)/g,
  ],
  ['id', /(?<![A-Za-z0-9])[EGDSPHMegdsphm]\d{8}(?!\d)/g],
  ['phone', /(?<!\d)(?:\+?86[ -]?)?1[3-9]\d(?:[ -]?\d){8}(?!\d)/g],
  ['phone', /(?<!\d)1[3-9]\d(?:[^\d\n]?\d){8}(?!\d)/g],
  ['phone', /(?<!\d)0\d{2,3}[- ]?\d{7,8}(?!\d)/g],
  ['phone', /[一幺][三四五六七八九][零〇一幺二两三四五六七八九]{9}/g],
  ['phone', /(?:电话|手机|座机|号码|打给我|联系我)(?:号|号码)?(?:是|为)?[::\s]*\d(?:[ -]?\d){5,10}/g],
  ['card', /(?<!\d)(?:\d{4}[ -]?){3,4}\d{1,7}(?!\d)/g],
  ['account', /(?:微信号?|QQ号?|qq|抖音号?|快手号?|支付宝账?号?)(?:是|为)?[::\s]*[A-Za-z0-9_-]{5,}/g],
  ['account', /(?<![A-Za-z0-9])(?:wm|wo|o)[A-Za-z0-9_-]{20,}(?![A-Za-z0-9_-])/g],
  ['plate', /[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-Z][A-Z0-9]{5,6}/g],
  [
    'home',
    /(?:(?:\d{1,3}|[一二三四五六七八九十]{1,3})(?:组|社|队|号楼|栋|幢|单元|弄))(?:\d{1,4}号?(?:楼|院|户|室|房)?|[一二三四五六七八九十]{1,3}号)?(?:[-—]?\d{1,4}(?:室|号|户)?)?|(?<=[路街巷村])\d{1,5}号(?:院|楼)?(?:\d{1,3}(?:单元|室|户))?/g,
  ],
  ['name', new RegExp(`(?<=${BEFORE})${NAME}${END}`, 'gu')],
  // Somebody who says their name has one, whatever the surname.
  [
    'name',
    new RegExp(
      `(?<=(?:我(?:叫|名叫|姓名是?)|本人(?:叫|姓名)|名字叫|姓名[::]|联系人[::]|署名[::]?)\\s*)(?!什么|啥|不)[\\p{Script=Han}]{2,4}?${END}`,
      'gu',
    ),
  ],
  // 张三的电话, 李四(身份证…): a name right before what is a private person's.
  [
    'name',
    new RegExp(
      `(?<=^|[,,。;;、!!??\\s()()::“”])${NAME}(?=[,,\\s((]{0,2}(?:的)?(?:电话|手机|身份证|住址|家住|先生|女士|小姐|大爷|大妈|大娘|大叔|大婶|1[3-9]\\d)|[也都]?(?:在场?|看见|看到|知道|可以作证|能作证|能证明))`,
      'gu',
    ),
  ],
];

/** What could identify a private person, in order, none within another. `keep`: names that stay. */
export function findPersonal(text: string, keep: readonly string[] = []): Finding[] {
  const found: Finding[] = [];
  for (const [kind, pattern] of PATTERNS)
    for (const match of text.matchAll(pattern)) {
      const finding = { kind, from: match.index, to: match.index + match[0].length };
      if (kind === 'name' && keep.some((name) => match[0].startsWith(name) || name.startsWith(match[0])))
        continue;
      if (!found.some((other) => other.from < finding.to && finding.from < other.to)) found.push(finding);
    }
  return found.sort((a, b) => a.from - b.from);
}

/** Names of private people in a text. */
export const namesIn = (text: string, keep: readonly string[] = []): string[] => [
  ...new Set(
    findPersonal(text, keep)
      .filter(({ kind }) => kind === 'name')
      .map(({ from, to }) => text.slice(from, to)),
  ),
];

/** The text with all of that masked. A name found once, here or among `known`, is masked wherever it stands. */
export function redact(text: string, keep: readonly string[] = [], known: readonly string[] = []): string {
  const findings = findPersonal(text, keep);
  const names = new Set([...known, ...namesIn(text, keep)]);
  let masked = '';
  let at = 0;
  for (const { kind, from, to } of findings) {
    masked += text.slice(at, from) + MASKS[kind];
    at = to;
  }
  masked += text.slice(at);
  for (const name of names) masked = masked.replaceAll(name, MASKS.name);
  return masked;
}

/** As many characters in a row as in what was said make a summary a quotation. */
const QUOTED = 10;

/** True when the summary repeats the author's own words at length: they could be known by them. */
export function quotes(summary: string, said: string): boolean {
  const [a, b] = [bare(summary), bare(said)];
  for (let at = 0; at + QUOTED <= a.length; at++) if (b.includes(a.slice(at, at + QUOTED))) return true;
  return false;
}

const bare = (text: string): string => text.replace(/[^\p{Script=Han}\p{L}\d]/gu, '');
