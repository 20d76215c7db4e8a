/** What a person wants, told from everyday words. Several at a time are common. */
import type { Field } from '../../answers/fields.ts';
import type { Risk } from './risks.ts';

export const INTENTS = [
  'procedure',
  'deadline',
  'legal_basis',
  'fee',
  'progress',
  'contact',
  'disclosure_lookup',
  'complaint',
  'report_corruption',
  'info_request',
  'comment_draft',
  'hearing_signup',
  'praise',
  'suggestion',
  'human',
  'greeting',
  'off_topic',
  'injection',
  'abuse',
  'emergency',
  'privacy',
  'unclear',
] as const;
export type Intent = (typeof INTENTS)[number];

/** Wants that no question about a matter would put this way; the first is the main one. */
const WORDS: readonly (readonly [Intent, RegExp])[] = [
  [
    'privacy',
    /(删|清除|抹掉|撤回|注销)(了|掉|除)?.{0,10}(我|信息|照片|记录|资料|账号|聊天|身份证照)|把我.{0,16}(删|清)|存了我|(保存|收集|掌握|记录).{0,6}我的?(什么|哪些|信息)|我的?(个人)?信息.{0,8}(查|看|改|更正|删|谁)|(我|我的).{0,6}(名字|身份|电话|信息).{0,8}(告诉|泄露|透露|保密|传)|会不会.{0,8}(泄露|告诉(村|他们|别人)|知道是我)|保密(吗|不|承诺)|别再?(给我)?(推|发)|不要(再)?(推送|发消息|给我发)|退订|取消订阅|拉黑/,
  ],
  [
    'human',
    /转?人工|真人|活人|(找|叫|要|换|接|派)(个|一个|一下|位)?(真人|活人|人来|客服|干部跟|同志|工作人员|值班的?)|(接|转|帮我接|找).{0,8}(的)?(同志|工作人员|客服|值班员|负责人|干部)|不(跟|和|想跟|想和)(机器|机器人|电脑)|客服电话|给我(打|回)(个)?(电话|过来)|打过来|回电|听不懂你/,
  ],
  [
    'report_corruption',
    /(我?要|想|实名|匿名)?(举报|检举|揭发|控告).{0,2}(?!电话|热线|渠道|信箱|方式)(?=.{2,})|(贪污|受贿|行贿|索贿|贿赂|挪用|回扣|侵占|私分|套取|骗取|冒领|虚报|造假|做假账|弄虚作假|以权谋私|假公济私|贪了|捞了|吃空饷|小金库)|(收|要|拿|塞|送)(了|过)?.{0,8}(红包|好处费?|回扣|烟酒|礼金|黑钱)|收了.{0,8}\d*[一二三四五六七八九十百千万几两\d]+(万|千|块).{0,10}(才|就|给|让)|吃拿卡要|每次都要(烟|酒|钱)|(低保|指标|补助|补贴|工程|名额|救助|贫困户).{0,10}(给|让|都是|全是).{0,8}(亲戚|小舅子|侄|儿子|媳妇|老婆|弟|哥|外甥|家里人|自家|自己人|关系户)|(给|让).{0,6}(他|她|自己)?(亲戚|小舅子|侄子|儿子|媳妇|老婆|弟弟|哥哥|外甥).{0,8}(办|吃|领|评|弄)(了|上)?(低保|补助|指标|救助)|优亲厚友|打击报复|报复(我|他|人)|穿小鞋|(再|谁)(往上)?(告|举报|投诉|反映).{0,10}(不给|就|收拾|别想)|(投诉|举报|反映)(以后|之后|完|了).{0,14}(停|断|不给|刁难|威胁|报复)|威胁(我|群众|举报)|贿选|拉票|买官|跑官|保护伞|黑恶|(书记|主任|会计|局长|所长|镇长|乡长|村长|村官|干部|领导).{0,14}(贪|受贿|索要|收钱|收礼|吃回扣|霸占|占为己有|公款|私用公车|公车私用|大吃大喝)|公款(吃喝|旅游|消费)/,
  ],
  [
    'hearing_signup',
    /听证.{0,16}(报名|参加|参与|去|旁听|代表|名额|发言|登记|报个名|想去|取消|委托)|(报名|参加|旁听|想去|要去|取消).{0,14}听证|听证(会)?代表|开不开听证会我要/,
  ],
  [
    'comment_draft',
    /(草案|意见稿|征求意见|方案|办法|细则|规划|调整|草稿|公告).{0,24}(意见|建议|不同意|反对|支持|赞成|修改|不合理|太|应该|不清楚|希望|觉得|没地方|看不懂|别把|留言)|(对|关于).{0,18}(草案|意见稿|方案|办法|细则|规划).{0,6}(提|有|说|发表|谈)|征求意见.{0,6}(在哪|怎么|哪里)?(写|提|交|反馈)|提(个|点|些|条)?意见(?!箱)|(我要)?留言[::]|发表意见|(线路|班线|站点|价格|水价|学区|公交).{0,10}(改|调|划|涨).{0,18}(不了|不行|不合理|太多|反对|不同意|受不了|回不了)/,
  ],
  [
    'info_request',
    /(依法)?申请(信息)?公开(?!.{0,6}(多久|几天|收费|要钱|收不收|怎么收|答复期|规定|条文|期限|流程|怎么申请$))|依申请公开|请(求)?公开|要求公开|(想|要|能不能|可不可以|希望|请)(给我|让我|查阅|复制|看|要|拿到|获取|调取|提供|索取)(一?(份|下|看))?.{0,24}(批文|批复|文件|合同|协议|档案|底册|复印件|明细|纪要|图纸|台账|账本|名册|报告|清单|资料|凭证|发票|招标文件|拨款情况|复件)|(想|要)(一份|看).{0,16}(批文|批复|合同|协议|底册|明细|复印件|文件)|我要看.{0,14}(文件|合同|账本|批文|明细|资料)/,
  ],
  [
    'praise',
    /点(个)?赞|表扬|表彰|感谢|谢谢(你们|您们|政府|民政|大家|他们|各位)|送(面)?锦旗|好评|满意!?$|很满意|真满意|(服务|态度|办事|解决|处理)(得)?.{0,4}(真|很|太|特别|非常)?(好|快|热情|周到|不错|贴心)(?!不好)(了|啊|!|。|$|,)|夸(一?下|夸)|比.{0,6}强多|(为|给).{0,6}竖大拇指|好人|致谢/,
  ],
  [
    'suggestion',
    /建议|提个?议|(能不能|可不可以|能否|要是能|最好|希望|盼望).{0,16}(加(个|上|装|一)|增(设|加)|改成|改进|放(个|副|一)|做成|设(个|置|一)|开通|延长|多(放|设|开|派|加)|装(个|上)|配(个|备)|弄成|搞个|出个|简化|优化|统一)|提(个|一个|点|条)(小)?建议|我有个(想法|主意)/,
  ],
  [
    'progress',
    /(编号|受理号|流水号|单号|业务号|查询码|回执)[::]?\s*[A-Za-z\d-]{4,}|[A-Z]{2}[-\d]{5,}[-\dA-Z]*.{0,12}(到哪|怎么|办|进度|答复|结果|没|查)|(办|走|审|弄|查)(到|得)(哪|怎么样|啥程度|什么程度)|进(度|展)(怎么样|到哪|如何|查|呢|咋样)?|查(一?下|询|查)?.{0,8}(进度|我的?(申请|投诉|件|案)|办理情况|我那个)|(上个?(月|周|星期)|前(天|几天|阵)|昨天|去年|早就|已经|刚|上次|上回|之前).{0,16}(申请|交|报|递|投诉|反映|提交|打12345|办|评|说).{0,20}(了没|没有|没得|怎么还|还没|咋还|批了|下来|结果|到没|呢|没动静|没消息|没信|发了没|转到没|修不修|处理)|我(的|那个|们)?.{0,14}(批了没|批了没有|批下来(没|了)|办好(没|了)|下来(没|了)|审(完|过)(没|了)|发了没|打(钱|款)了没|到(账|没)|通过(没|了)|有结果|出结果|评上)|怎么还没(答复|回复|批|办|下|处理|消息|结果|发|到)|(反映|投诉|举报)的.{0,16}(怎么样|到底|结果|解决|修|处理|没)|(名单|名额|结果)(出来|下来)(没有?|了没|没得)/,
  ],
  [
    'disclosure_lookup',
    /(公开|公示|公布|公告|张贴|晒)(了)?(没有?|吗|在哪|到哪|的|过)|(在哪|哪里|哪儿|怎么|能|可以|去哪|咋).{0,4}(看|查|找|搜)(到|得到)?.{0,14}(公示|公开|名单|预算|决算|账|通告|公告|计划|方案|文件|中标|招标|采购|会议|标准|政策)|(预算|决算|三公|中标|招标|采购|招待费|差旅费|公务接待|名单|公示|会议纪要|常务会|政府工作|规划|项目|工程|拨款|资金|补偿标准|分红|收支|账目?|财务|人事任免|任命|公告|审计(结果|报告)|检查结果|抽检|处罚(结果|决定)|征地|拆迁|招聘|分配结果|实施方案|进展|进度|重点工程|年度报告|工作报告|权责清单|收费目录).{0,18}(公开|公示|公布|看|查|链接|多少钱?|多少|哪家|谁中|是谁|落实|花了|出来|在哪|发一?下|给我|有没有|给个|是什么|几个|情况|怎么样|到哪)|落实(到|得|情况|怎么)|(哪家|谁)中标|花了多少|(发|给)(个|我)?链接/,
  ],
  [
    'complaint',
    /(我?要|想|来|怎么|咋)?(投诉|告状|告他们|讨(个)?说法|反映(一下|个|问题|情况)?)(?!电话|热线|渠道|的|人|办理|了(多少|几|多久))|没人管|(到底)?管不管|态度(太|很|特别|恶劣|差|不好|凶)|(不|爱)搭理|爱答不理|脸色|(推|踢)来(推|踢)去|推诿|扯皮|踢皮球|(跑|去)了?.{0,3}[一二三四五六七八九十几多\d]+(趟|次|回|遍)|(一直|老是|总是|拖|等)(着|了)?.{0,10}(不办|不批|没办|没批|没动静|没人|拖)|拖(了|着|到)|半(个)?(月|年)(了|还|都)|(几|[一二三四五六七八九十\d]+)(个)?(月|年)(了|都).{0,8}(没|不|还)|(没|不|从不|从来不|一直没|也没|都没|就是不|故意不|三年没|一年没).{0,4}(公开|公示|公布|贴|给票|开票|发钱|给钱|赔|答复|理|修)|一分钱没|(占|征|毁|淹|挖)(了|用).{0,8}(我家|地|田|房|路).{0,12}(没|不|少)|(多收|乱收|强收|硬收|强制|违规收|私自收|重复收)|不给(办|票|开|发|批|说法|补|盖章)|不(公平|公正|合理).{0,6}(凭|为)|假(的|冒|公示)|名单里有|去世的人|不符|作弊|走后门|刁难|为难(我|人|群众)|骂(人|我)|欺负|敷衍|糊弄|太(差|慢|黑|过分)|(空|锁)了?(大半年|半年|几个月)|没(写|贴|亮|通|装|清|拉)|(路灯|垃圾|臭|污水|噪音|扰民|停水|停电|积水|破|坏了|堵).{0,12}(没人|不|几|半|一直|天天|怎么)|没收到(钱|补)|少发|克扣|欠(我|着|薪)(?!投诉)|不退(钱|费)|太(不像话|欺负)/,
  ],
];

const ONLY_GREETING =
  /^(你好|您好|在吗|在不在|在么|有人(吗|没|在吗)?|喂+|哈喽|hello|hi|嗨|早上好|早|上午好|中午好|下午好|晚上好|早安|晚安|打扰(了|一下)?|请问(一下)?|咨询(一下|点事)?|(我)?(想|要)?(咨询|问|打听)(一下|下|点事|个事|点事情|个问题)?|呀|啊|哈|吗|有没有人|老师|同志|,|。|!|\?|？|\s)+$/i;
const THANKS = /^(好的?|行|知道了|明白了|谢谢(你|您)?|谢了|多谢|ok|嗯+|收到|哦+|再见|拜拜)[。!,~]*$/i;
const FIELD_INTENTS: Readonly<Partial<Record<Field, Intent>>> = {
  deadline: 'deadline',
  statutory: 'deadline',
  fee: 'fee',
  basis: 'legal_basis',
  phone: 'contact',
  supervision: 'contact',
  hours: 'contact',
  who: 'procedure',
  duties: 'contact',
  where: 'procedure',
  materials: 'procedure',
  conditions: 'procedure',
  steps: 'procedure',
  amount: 'procedure',
  result: 'procedure',
};

export interface IntentFacts {
  /** Readable text. */
  text: string;
  fields: readonly Field[];
  risks: readonly Risk[];
  /** A record of the county fits the text well. */
  matched: boolean;
  /** The best match is a unit rather than a matter. */
  matchedUnit: boolean;
}

/** Intents, the main one first. */
export function readIntents({ text, fields, risks, matched, matchedUnit }: IntentFacts): Intent[] {
  if (risks.includes('selfHarm') || risks.includes('emergency')) return ['emergency'];
  const wanted = WORDS.filter(([, words]) => words.test(text)).map(([intent]) => intent);
  const grave: Intent[] = risks.some(
    (risk) => risk === 'injection' || risk === 'identityFishing' || risk === 'impersonation',
  )
    ? ['injection']
    : [];
  if (grave.length > 0) return [...grave, ...wanted];
  if (THANKS.test(text)) return /谢/.test(text) ? ['praise'] : ['unclear'];
  if (ONLY_GREETING.test(text)) return ['greeting'];
  const asked = askedIntents(fields, matchedUnit, text);
  const main = arrange(wanted, asked, text, matched);
  if (risks.includes('abuse'))
    return main.length > 0 && main[0] !== 'praise' ? ['abuse', ...main] : ['abuse'];
  if (main.length > 0) return main;
  if (risks.includes('offTopic') || risks.includes('advice')) return ['off_topic'];
  if (matched && [...text].length >= 3) return ['procedure'];
  return ['unclear'];
}

function askedIntents(fields: readonly Field[], matchedUnit: boolean, text: string): Intent[] {
  const found = fields.flatMap((field): Intent[] => {
    if (field === 'where' && matchedUnit) return ['contact'];
    if (field === 'where' && /(局|委|办|所|大厅|中心|政府|查询处|法院|医院|派出所)在/.test(text))
      return ['contact'];
    const intent = FIELD_INTENTS[field];
    return intent ? [intent] : [];
  });
  const unique = [...new Set(found)];
  // "怎么办,要几天,收费吗" is about the way first.
  if (unique.includes('procedure') && fields.some((field) => field === 'steps' || field === 'materials'))
    return ['procedure', ...unique.filter((intent) => intent !== 'procedure')];
  return unique;
}

/** Wants and questions in one list; a want that only looks like one beside a clear question steps back. */
function arrange(
  wanted: readonly Intent[],
  asked: readonly Intent[],
  text: string,
  matched: boolean,
): Intent[] {
  let wants = [...wanted];
  const question = asked.length > 0;
  const drop = (intent: Intent): void => {
    wants = wants.filter((one) => one !== intent);
  };
  if (wants.includes('report_corruption')) drop('complaint');
  if (wants.includes('hearing_signup')) drop('disclosure_lookup');
  if (wants.includes('info_request')) {
    drop('disclosure_lookup');
    drop('suggestion');
  }
  if (wants.includes('comment_draft') && wants.includes('suggestion')) drop('suggestion');
  if (wants.includes('complaint') && wants.includes('praise') && !/点赞|表扬|感谢/.test(text)) drop('praise');
  if (wants.includes('progress')) drop('complaint');
  // "投诉了多少天要有结果" asks about complaints; it is none.
  if (
    question &&
    wants[0] === 'complaint' &&
    !/投诉(他|她|你们|那|这|一下|村|乡|镇|局)|我要投诉|态度|没人管/.test(text) &&
    asksAbout(text)
  )
    drop('complaint');
  if (
    question &&
    wants[0] === 'disclosure_lookup' &&
    matched &&
    !/公开|公示|公布|名单|预算|中标|账/.test(text)
  )
    drop('disclosure_lookup');
  if (wants.length === 0) return [...asked];
  if (wants[0] === 'human' || wants[0] === 'privacy') return wants.slice(0, 1);
  const extra = asked.filter(
    (intent) => intent !== 'procedure' && !(intent === 'contact' && wants[0] === 'disclosure_lookup'),
  );
  if (
    wants[0] === 'report_corruption' ||
    wants[0] === 'complaint' ||
    wants[0] === 'progress' ||
    wants[0] === 'info_request' ||
    wants[0] === 'disclosure_lookup'
  )
    return [...wants, ...(/(收费|多少钱|要钱|几天|多久|依据|电话)/.test(text) ? extra : [])];
  return wants;
}

const asksAbout = (text: string): boolean =>
  /(多久|几天|多少天|怎么|咋|哪|什么|啥|吗|多少|几|流程|期限)[^。!]*[??]?$/.test(text);
