/** What is said about the answer just given: again, simpler, another case, or that it is wrong. Rules over words. */

/** Say it again, or so that it can be understood. */
const REPHRASE =
  /换(个|种)(说法|讲法|方式)|(没|不|冇|看不|听不)(太)?(看|听|搞|弄)?(懂|明白)|(讲|说|写)(得)?(简单|通俗|明白|清楚|短|直白)(点|些|一点|一些)|(简单|通俗|直白)(点|些|一点)?(说|讲)|(再|重新?)(说|讲|发)(一)?(遍|次|下)|太(长|复杂|啰嗦)了|啥意思|什么意思/;
const LONGEST_REPHRASE = 16;

/** The answer is wrong: of our words, or of a telephone, price or place we gave. */
const WRONG =
  /(答|回答|回复)(得|的)?(不对|错|有误|有问题|不准|不是)|答非所问|(答|说|讲|弄|搞|写|记)错了|(你|您|这)?(们)?(说|答|讲|写)的(都|也)?(不对|不准|不是这样|有误|错|是错的|过时|是旧的)|错了吧|不是这个?(价|数|电话|号码?|地址|地方|意思|样子?|回事)|(电话|号码|地址|链接|网址|时间|价钱|价格|标准).{0,6}(空号|错|不对|打不通|打不开|搬(走|家)?了|变了|改了|没人接|停机|过期|是旧的|是老的)|(信息|内容|记录)(是)?(过时|过期|旧的|老的|错的)|(早|已经|都)(就)?(改|变|搬|涨|降|取消|停用)了|打不通|是空号|问的不是这个|不是问这个|我问的(是|不是)/;
const ONLY_WRONG =
  /^(这|那)?(个|条)?(是)?(不对|错了?|不是|有误|不准|瞎说|乱说|胡说)(吧|啊|呀|的|哦|嘛)?[。!?]*$/;
/** Whoever complains about somebody says so. */
const GRIEVANCE = /投诉|举报|反映|告(你|他|她|他们)|态度|骂|吼|赔/;
const LONGEST_WRONG = 40;

/** "要是没有租房合同呢": the same matter under another condition. */
const SUPPOSES = /^(那|那么)?(要是|如果|假如|假设|万一|倘若|若是|我要是|我如果)/;
const LONGEST_SUPPOSED = 30;

/** "那离婚呢": another matter, the same thing asked. */
const OTHER_MATTER = /^(那|那么|那个)?(.{2,14}?)(呢|嘞|咧|捏)[?。!]*$/;

export type FollowUp = 'rephrase' | 'wrong' | 'supposes' | 'other-matter';

/** How a message hangs on the answer before it; undefined when it stands alone. */
export function readFollowUp(text: string): FollowUp | undefined {
  const said = text.trim();
  const length = [...said].length;
  if (length <= LONGEST_WRONG && !GRIEVANCE.test(said) && (ONLY_WRONG.test(said) || WRONG.test(said)))
    return 'wrong';
  if (length <= LONGEST_REPHRASE && REPHRASE.test(said)) return 'rephrase';
  if (length <= LONGEST_SUPPOSED && SUPPOSES.test(said)) return 'supposes';
  return OTHER_MATTER.test(said) ? 'other-matter' : undefined;
}

/** The parts of a message that may each ask something. */
export function clausesOf(text: string): string[] {
  return text
    .split(
      /[,。!?;\n]+|(?:另外|还有|顺便|再就是|同时)(?:想?问一?下?)?|(?<=[\p{Script=Han}]{4})和(?=[\p{Script=Han}]{4})/u,
    )
    .map((part) => part.trim())
    .filter((part) => [...part].length >= 3)
    .slice(0, 6);
}

/** "我要投诉窗口的人骂我" within a message that also asks something. */
const WISHES_TO_COMPLAIN = /(我|俺|咱|还|也)?(要|想)(投诉|举报|反映|告)|^(投诉|举报|反映)/;
export const wishesToComplain = (clause: string): boolean => WISHES_TO_COMPLAIN.test(clause);
