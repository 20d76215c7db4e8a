/** Function words of the dialects put into common speech, so that what was learned of one is known of all. */
const SAYINGS: readonly (readonly [RegExp, string])[] = [
  [/点样|啷个|咋个|咋样|咋|哪能|怎样|如何|怎么个|怎的|咋子|爪子/g, '怎么'],
  [/啥子|么子|么斯|啥|咩嘢|咩|乜嘢|乜|嘛玩意|什麽/g, '什么'],
  [/好多(?=钱|天|个|块|岁|久|人|年|月|米)|几多|几许|若干/g, '多少'],
  [
    /好久(?=能|才|可|办|批|拿|下|到|发|给|审|出)|几耐|几时|啥时候|什么时候|何时|啥辰光|多咱|多暂/g,
    '什么时候',
  ],
  [/边度|哪旮旯|哪嘎达|哪哈儿?|哪块儿?|哪搭|哪儿|搁哪|啥地方|什么地方/g, '哪里'],
  [/边个|哪个人|啥人/g, '谁'],
  [/冇得|冇|没得|莫得|莫有|木有|无得/g, '没有'],
  [/唔(?=使|要|得|系|好|知)/g, '不'],
  [/晓得|知晓|知影|清楚不/g, '知道'],
  [/俺们?|咱们?|阿拉|我哋|偶|洒家/g, '我'],
  [/恁们?|侬|您|汝|你哋/g, '你'],
  [/佢哋|佢|伊(?!犁)/g, '他'],
  [/攞|拎/g, '拿'],
  [/睇|瞅瞅?|瞧瞧?|瞄/g, '看'],
  [/系(?=我|咪|唔|警|公|谁|边)/g, '是'],
  [/嘅/g, '的'],
  [
    /(?<=[\p{Script=Han}])(嘞|撒|咧|哟|喽|啰|哩|噻|呗|哈|嘛|啊|呀|哦|噢|嗦|㗎|喔|呢|捏|哇)(?=[,。!?]|$)/gu,
    '',
  ],
  [/娃儿|娃娃|娃|伢子?|崽崽?|细路|囡囡?|小囝|毛毛/g, '孩子'],
  [/(\d+|[一二三四五六七八九十百千两几]{1,5})(?=[个天日月年块元万次趟遍回条岁户亩口台])/g, '0'],
];

/** The text in common speech. For reading intents only; facts are never taken from it. */
export const inCommonSpeech = (text: string): string =>
  SAYINGS.reduce((rest, [said, meant]) => rest.replace(said, meant), text);
