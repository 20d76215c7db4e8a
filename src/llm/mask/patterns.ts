/** How personal data look in Chinese messages, the surest first. Better a harmless number masked than a telling one sent. */

export interface PersonalPattern {
  /** In the mark: 电话, 证件 … */
  kind: string;
  pattern: RegExp;
  /** The group that is personal; undefined: all of it. */
  group?: number;
}

/** The hundred most common surnames, and double ones. */
const SURNAME =
  '(?:欧阳|司马|上官|诸葛|夏侯|皇甫|尉迟|公孙|慕容|司徒|令狐|[王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤])';
/** Those that begin no everyday word after 老 or 小. */
const CALLED =
  '[王李张刘陈杨黄赵吴周徐孙朱胡郭何罗郑梁谢宋唐许韩冯邓曹彭曾肖董袁潘蒋蔡杜苏魏吕沈姚卢崔谭陆汪范廖贾邹熊秦邱薛闫侯]';
const TITLE =
  '(?:先生|女士|小姐|太太|大爷|大妈|大娘|大伯|大叔|大姐|大哥|阿姨|叔叔|同志|师傅|老师|医生|会计|书记|主任|局长|科长|镇长|乡长|县长|村长|站长|所长|院长|校长|处长|部长|经理|老板|主席|支书|警官|法官|律师)';
/** People put blanks and strokes into long numbers. */
const GAP = '[ \\-—–_·.,/]{0,2}';
const PROVINCES = '京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼使领';
const COUNT = '[\\d零〇一二两三四五六七八九十百]{1,5}';

const of = (kind: string, source: string, flags = 'gu', group?: number): PersonalPattern => ({
  kind,
  pattern: new RegExp(source, flags),
  ...(group === undefined ? {} : { group }),
});

export const PATTERNS: readonly PersonalPattern[] = [
  of('链接', 'https?://[^\\s<>"\'，。；、)）]+', 'gui'),
  of('邮箱', '[\\w.+-]+@[\\w-]+(?:\\.[\\w-]+)+'),
  of('账号', '(?<![\\w-])(?=[\\w-]*[A-Za-z])(?!\\d+[Xx](?![\\w-]))[A-Za-z0-9_-]{16,}(?![\\w-])'),
  of('编号', '(?<![A-Z0-9])(?:TS|SQ|YJ)-?[0-9A-Z]{4}-?[0-9A-Z]{4}(?![0-9A-Z])', 'gui'),
  of('车牌', `[${PROVINCES}][A-Z]${GAP}[A-Z0-9]{4,6}[学警挂港澳试超]?(?![A-Z0-9])`, 'gui'),
  of('证件', `(?<![\\dA-Z])\\d(?:${GAP}\\d){14,16}(?:${GAP}[\\dX])?(?![\\dA-Z])`, 'gui'),
  of('证件', `(?<![A-Z0-9])[A-Z]${GAP}\\d(?:${GAP}\\d){6,9}(?!\\d)`, 'gui'),
  of('号码', `(?<!\\d)\\+?\\(?\\d\\)?(?:${GAP}\\(?\\d\\)?){6,}(?!\\d)`),
  of('号码', `[零〇一二三四五六七八九幺洞拐](?:${GAP}[零〇一二三四五六七八九幺两洞拐]){6,}`),
  of('账号', '(?:微信号?|QQ号?|账号|wechat|wx)[::是为 ]{0,3}([A-Za-z0-9][\\w-]{4,30})', 'gui', 1),
  of(
    '地址',
    `(?:[\\p{Script=Han}]{1,8}?(?:路|街|巷|弄|道|胡同|小区|花园|公寓|家园|新村|村))?${COUNT}号(?!线|文|公|令|窗|楼?之间)(?:院)?(?:${COUNT}(?:号楼|栋|幢|座|楼))?(?:${COUNT}单元)?(?:${COUNT}(?:室|号|房))?`,
  ),
  of('地址', `${COUNT}(?:号楼|栋|幢|座)(?:${COUNT}单元)?(?:${COUNT}(?:层|楼))?(?:${COUNT}(?:室|号|房))?`),
  of('地址', `${COUNT}单元(?:${COUNT}(?:层|楼))?(?:${COUNT}(?:室|号|房))?`),
  of('地址', `[\\p{Script=Han}]{1,6}?村${COUNT}(?:组|社|队)`),
  of(
    '姓名',
    `(?:我叫|我是|本人|名叫|名字(?:叫|是)?|姓名[::是为]?|叫做|户主|法人)[::, ]{0,2}(${SURNAME}[\\p{Script=Han}]{1,2})`,
    'gu',
    1,
  ),
  of('姓名', `${SURNAME}[\\p{Script=Han}]{0,2}?(?=${TITLE})`),
  of('姓名', `[老小阿]${CALLED}(?![\\p{Script=Han}]?(?:庄|村|镇|乡|湾|坪))`),
];
