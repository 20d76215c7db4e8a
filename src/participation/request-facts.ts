/** 办理经过 of a request: its facts in words. */
const FACTS: Readonly<Record<string, string>> = {
  'request.confirmed': '申请人确认',
  'request.received': '机关确认,收到之日',
  'request.address-added': '补了收件地址',
  'request.supplement-asked': '告知补正',
  'request.supplemented': '收到补正',
  'request.extension-submitted': '延期送审签',
  'request.extension-refused': '延期没有同意',
  'request.extended': '同意延期,已告知申请人',
  'request.answer-submitted': '答复送审签',
  'request.answer-refused': '答复退回修改',
  'request.answered': '答复',
  'request.consulted': '征求意见',
  'request.letter-delivered': '意见书送达',
  'request.opinion-received': '收到意见',
  'request.opinion-silent': '逾期未提出意见',
  'request.reason-asked': '要求说明理由',
  'request.explained': '申请人说明理由',
  'request.deferred': '延迟答复',
  'request.applicant-kind-set': '改申请人类别',
  'request.appealed': '登记复议或诉讼',
  'request.appeal-decided': '复议或诉讼有结果',
  'request.withdrawn': '申请人撤回',
  'request.publication-suggested': '申请人建议主动公开',
  'request.applicant-corrected': '申请人更正姓名或电话',
  'request.proof-deleted': '身份证明已删除',
};

export const factWord = (fact: string): string =>
  FACTS[fact] ?? (fact.startsWith('request.reminded:') ? `催办 ${fact.split(':')[1]}` : fact);
