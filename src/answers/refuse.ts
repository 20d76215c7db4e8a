/** Honest refusals: why, and whom to ask. */
import type { Unit } from '../store/generated/client.ts';
import type { Citation } from './citation.ts';
import type { Records } from './records.ts';

export type RefusalReason =
  | 'unknown'
  | 'noArticle'
  | 'otherRegion'
  | 'opinion'
  | 'personalData'
  | 'identity'
  | 'secret'
  | 'advice'
  | 'offTopic'
  | 'injection'
  | 'guard'
  | 'unclear';

const WHY: Readonly<Record<RefusalReason, string>> = {
  unknown: '我这里没有查到这件事的记录,不能乱说。',
  noArticle: '这部法我这里有,您问的那条还没有收录,不能乱说。',
  otherRegion: '这要问当地政府,我只能回答本县的事。',
  opinion: '我只按公开的记录回答,不作评价。您有意见或不满,可以投诉或提建议。',
  personalData: '这涉及个人隐私,不能提供。查本人的事,请带身份证到窗口。',
  identity: '举报人、投诉人的情况依法保密,任何人都不能查。',
  secret: '这不属于可以公开的信息,不能提供。',
  advice: '看病、打官司这类事我不能出主意。看病请找医生,打官司可以申请法律援助。',
  offTopic: '我是本县政务公开的助手,这个问题我答不了。办事、查政策、投诉都可以问我。',
  injection: '这个要求我不能照做。办事、查政策、投诉都可以问我。',
  guard: '这个问题我没有十足把握,不能乱说。',
  unclear: '我没听明白。请说清楚是什么事,例如:低保怎么办、民政局电话、我要投诉。',
};

/** The sentence, and the unit whose phone is given: the owner when it is known, 法律政策查询处, else whoever has one. */
export function refusalText(
  reason: RefusalReason,
  records: Pick<Records, 'units'>,
  owner?: Unit,
): { text: string; citations: Citation[] } {
  const desk = (owner?.phone ? owner : undefined) ?? deskOf(records);
  if (!desk) return { text: `${WHY[reason]}\n回复 人工 找工作人员。`, citations: [] };
  const free = desk.free ? '(免费)' : '';
  return {
    text: `${WHY[reason]}\n可以问${desk.name}${free},电话:${desk.phone}。也可以回复 人工 找工作人员。`,
    citations: [{ type: 'unit', id: desk.code, title: desk.name }],
  };
}

/** Where people are sent with what the records do not say: 法律政策查询处, else the government office. */
export const deskOf = ({ units }: Pick<Records, 'units'>): Unit | undefined =>
  units.find((unit) => unit.type === 'service_point' && unit.phone) ??
  units.find((unit) => unit.type === 'gov_office' && unit.phone);
