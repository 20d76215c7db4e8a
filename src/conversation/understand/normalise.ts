/** Everyday speech made readable: width, fillers, slips of the ear and of the hand. */
import { normalise } from '../../kit/text.ts';

/** Typed or heard wrong; the left side is no word of its own. */
const SLIPS: readonly (readonly [RegExp, string])[] = [
  [/低宝|底保|低饱|第保/g, '低保'],
  [/一保(?=断|交|卡|报)|医宝|衣保/g, '医保'],
  [/社宝|涉保/g, '社保'],
  [/医报(?=缴|交|卡|局|断|续|参)/g, '医保'],
  [/(?<=社保|医保|银行|民生)[咔咖]/g, '卡'],
  [/直照/g, '执照'],
  [/营业只照|营业直照|营业值照/g, '营业执照'],
  [/(自然资)原(局)/g, '$1源$2'],
  [/身份正|身分证|身份政|身份征/g, '身份证'],
  [/户口薄|户口部/g, '户口簿'],
  [/宅机地|宅基弟|宅级地|择基地/g, '宅基地'],
  [/残级|残击|惨疾/g, '残疾'],
  [/公积今|公鸡金|公基金/g, '公积金'],
  [/(居住)正/g, '$1证'],
  [/不动产正/g, '不动产证'],
  [/粗来没得|出来没得/g, '出来没有'],
  [/登计|等记/g, '登记'],
  [/申情|审请|申清/g, '申请'],
  [/补帖|补铁/g, '补贴'],
  [/证名(?!字)/g, '证明'],
  [/投拆|头诉/g, '投诉'],
  [/举保|具报/g, '举报'],
  [/工商正/g, '工商证'],
  [/帐(?=目|本|单|务|$|在|哪|是|没|贴|公)/g, '账'],
];

const FILLERS =
  /^(那个|这个|嗯+|呃+|额+|啊+|喂+|哎+|唉|诶|你好|您好|请问(一下)?|麻烦(你|您|问)?(一下)?|打扰(一下|了)?|想?问(一下|下|哈|个事)?|我?想?(问|咨询|打听)(一下|下|哈)?|同志|师傅|老师|领导|小姐姐|闺女|妹子|大姐|大哥|帮(我)?(看|查|问)(一下|看|哈)?|[,,。、\s!?])+/;

/** Who types blanks for marks: "罚我两百 依据第几条" has two clauses. Blanks between single characters are no marks. */
function withMarks(text: string): string {
  const parts = text.trim().split(/\s+/);
  const long = parts.filter((part) => [...part].length >= 3).length;
  return long * 2 > parts.length
    ? text.trim().replace(/(?<=\p{Script=Han})\s+(?=\p{Script=Han})/gu, ',')
    : text;
}

/** For reading intents and matters; what is kept and shown is what the person wrote. */
export function readable(text: string): string {
  let value = normalise(withMarks(text.slice(0, 4_000))).slice(0, 2_000);
  for (const [slip, word] of SLIPS) value = value.replace(slip, word);
  value = value.replace(/(那个|就是|嗯+|呃+|额|啊(?=[那就嗯]))+(?=.)/g, (all) =>
    all.length > 1 ? ',' : all,
  );
  const without = value.replace(FILLERS, '');
  return without === '' ? value : without;
}
