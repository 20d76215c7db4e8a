/** What starts a clock, by the words that name it. The first that fits decides. */
const SPECIAL: readonly (readonly [RegExp, string])[] = [
  [
    /(人民代表大会|人大|人代会|常务?委员?会).{0,12}(批准|审议通过|审查批准|通过|表决通过)|(预算|决算|预算调整|计划).{0,8}(批准|审议通过)|^(应当)?在?(经)?批准(之日|后|$)/,
    'npc_approval',
  ],
  [/财政(部门|局)?.{0,4}批复|(预算|决算|部门).{0,12}批复|^(应当)?在?批复/, 'finance_reply'],
  [
    /(征地|征收|用地|土地).{0,4}批(准|复)?文|征收土地.{0,4}批|(收到|取得|接到).{0,6}(批准文件|批文|批复文件|批准书)|批准文件(下达|送达|到达)/,
    'approval_doc_received',
  ],
  [
    /下发(至|到)(本|我)?(单位|部门)|(上级|有关)?文件.{0,6}(下发|转发|送达|收到|接收).{0,4}(本|我)?(单位|部门)|(收到|接到|接)(到)?(上级|国家|省|市|县).{0,8}(文件|通知|批示)/,
    'doc_received_at_unit',
  ],
  [
    /与.{0,8}(政策|文件|决策).{0,8}(同步|同时|一并|一同)|政策.{0,6}(同步|同时)(发布|公布|公开|解读)|(同步|同时)(发布|公布|公开).{0,4}解读/,
    'policy_doc_published',
  ],
  [/纪要/, 'minutes_issued'],
  [/(村民|居民|社员|股东|成员|户)(\(?代表\)?|代表)?(会议|大会)/, 'village_meeting_end'],
  [
    /^会$|(会议|常务会|全体会|办公会|专题会|大会)(召开|结束|闭幕|议定|讨论|审议|研究|决定|散会)?/,
    'meeting_end',
  ],
  [
    /(现状|土地|征地|征收|勘测).{0,6}(调查|勘测|测量).{0,4}(结束|完成|完毕|后)|调查(结果)?(确认|结束|完成)/,
    'land_survey_end',
  ],
  [
    /(启动|开展|开始).{0,8}(拟?征(收|地)|土地现状|现状调查)|(征收|征地).{0,6}(启动|开始|开展)/,
    'land_survey_start',
  ],
  [/(评标|评审)(报告|结果|意见)/, 'evaluation_report_received'],
  [/(中标|成交)(结果)?通知书/, 'supplier_decided'],
  [/(中标|成交|供应商|中选).{0,10}(确定|选定|产生|结果)|确定.{0,6}(中标|成交|供应商)/, 'supplier_decided'],
  [/合同.{0,6}(签订|签署|订立|生效)|(签订|签署|订立).{0,8}合同|协议.{0,4}(签订|签署)/, 'contract_signed'],
  [/(竣工|工程|项目|完工|交工|综合).{0,4}验收|验收合格|验收(完成|结束|通过)|竣工/, 'project_accepted'],
  [
    /每?完成?(一个|1个|各个?|每个?)阶段|阶段性?(工作)?(完成|结束|目标)|每个?阶段|逐段|分阶段|节点完成|每?完成.{0,3}节点/,
    'stage_completed',
  ],
  [/进展|进度|推进情况/, 'progress_stage'],
  [
    /(资金|款项|补助|补贴|救助金|补偿款|物资|款物|专款|经费).{0,6}(拨付|下达|到位|发放|支付|兑付|划拨|下拨)|(拨付|发放|兑付)(到位|完成|完毕)?(后|之日)/,
    'fund_paid',
  ],
  [
    /(分配|评定|评审|审核|认定|评议|名单|资金分配|分房|摇号|选房|录取).{0,6}(结果|方案|名单|对象)?.{0,4}(确定|产生|形成|结束)/,
    'allocation_decided',
  ],
  [/审计(报告|结论|结果).{0,6}(定稿|出具|形成|作出|送达|印发)?|审计(结束|完成)/, 'audit_report_final'],
  [
    /(处罚|许可).{0,8}(撤销|变更|撤回|确认违法|无效)|撤回.{0,4}(行政)?处罚|被(依法)?(撤销|变更)/,
    'penalty_revoked',
  ],
  [/延长|延期|原定?(期限|时限)|期限届满/, 'original_due'],
  [
    /(征求|听取)(公众|社会|群众)?意见(的)?(时间|期限|期|活动|工作)?.{0,4}(结束|截止|期满|届满|到期|完毕)|意见征集(结束|截止)/,
    'comment_end',
  ],
  [/(征求|听取|收到).{0,6}意见(书|函)|征询函|协查函/, 'consult_letter_received'],
  [/征求.{0,4}意见|意见征集|公开征集/, 'comment_start'],
  [/补正|补充材料|补齐/, 'supplement_received'],
  [/听证/, 'hearing_date'],
  [/换届|选举/, 'next_village_election'],
  [/开学|新学期|学期(开始|初)|入学|招生(工作)?(开始|启动|$)/, 'semester_start'],
  [/(信访)(事项)?.{0,4}受理|受理.{0,6}信访/, 'petition_accepted'],
  [/信访/, 'petition_received'],
  [/(来信|信件|信函|咨询|留言|邮件|投诉信|市长信箱|网民留言)/, 'letter_received'],
  [/(转送|交办|转交)|收到之日起.{0,14}异议/, 'transfer_received'],
  [/工单|转办|派单|热线|12345|诉求/, 'ticket_received'],
  [/立案/, 'case_filed'],
  [/办结|结案|办理完毕|办理结束|办理完成|处理完毕/, 'case_closed'],
  [/受理/, 'application_accepted'],
  [/依申请|(收到|接到|提出|提交|递交).{0,10}申请|申请(人)?(提出|提交|收到|之日)/, 'application_received'],
  [/突发|事件|事故|灾害|险情|疫情|应急|灾情/, 'incident'],
];

/** Words that many triggers end with: asked only when no special one fits. */
const GENERAL: readonly (readonly [RegExp, string])[] = [
  [
    /(作出|做出|形成|下达|送达)?.{0,6}(决定|决议|决策)(书)?(作出|做出|下达|形成|送达|生效|之日|后|公布)?|(许可|处罚|检查|强制|执法|抽查|检测|检验|核查|双随机).{0,8}(作出|做出|完成|结果|决定)|事前|决定前|决策前|(许可证|执照|证书|资质).{0,4}(核发|颁发|发放|签发)|(审批|审定|核准|核定|批准|审核确认)(通过|完成|结束)?$/,
    'decision_made',
  ],
  [
    /(文件|公文|通知|通报|任免|方案|规划|计划|办法|规定|制度|意见|目录|指南)(正式)?(印发|下发|发布|颁布|出台|公布|签发|成文)|(印发|签发|成文|发文)/,
    'document_issued',
  ],
  [
    /(形成|产生|生成)(、|和|或者?|及|以及|\(|,)?.{0,2}(变更|更新|变动|修改|调整)|(变更|更新)(、|或者?)(形成|产生)/,
    'info_formed_or_changed',
  ],
  [
    /(制定|制作|编制)(、|或者?|和|及)(获取|获得|取得)|(获取|获得)(、|或者?)(制作|制定)/,
    'info_made_or_obtained',
  ],
  [/变更|变动|修改|更改|调整|更新|变化/, 'info_changed'],
  [/形成|产生|生成|确定|完成|编制/, 'info_formed'],
  [/(公告|公示|预公告|张贴)(发布|开始|张贴)?/, 'notice_start'],
  [/公开|公布|发布/, 'published'],
];

/** The words that name a trigger stand right before 之日起 or 后: the nearer, the surer. */
const REACH = [10, 16, 26, 300];
const TAIL = /(的?(之日|当日|当天)起?|起|(之|以)?后|(?<!事)(之|以)?前|时|,)+$/;

/** The trigger named at the end of `text`, if any. */
export function findTrigger(text: string): string | undefined {
  const words = text.replace(TAIL, '');
  for (const table of [SPECIAL, GENERAL])
    for (const reach of REACH) {
      // What was cut off must not look like the beginning.
      const near = words.length > reach ? `…${words.slice(-reach)}` : words;
      const found = table.find(([pattern]) => pattern.test(near));
      if (found) return found[1];
    }
  return undefined;
}
