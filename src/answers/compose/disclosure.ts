/** What may be said of an item of the disclosure database, by its state. */
import { formatDay, type Day } from '../../kit/day.ts';
import { roundIn, type CommentRound } from '../../disclosure/consultation.ts';
import { formatAmount } from '../../kit/text.ts';
import type { Disclosure } from '../../disclosure/disclosures.ts';
import { isOverdue, isPublic } from '../../disclosure/disclosures.ts';
import type { Unit } from '../../store/generated/client.ts';
import { fit } from './fit.ts';

export interface DisclosureContext {
  today: Day | undefined;
  /** An official asks, who may see the content of what is kept within. */
  internal: boolean;
  /** The stages of its matter, a line each, where they were asked for. */
  line?: readonly string[];
  /** Where everybody can read the item with its files on our own page; undefined where nobody outside reaches us. */
  page?: string | undefined;
}

export function composeDisclosure(
  item: Disclosure,
  unit: Unit | undefined,
  { today, internal, line = [], page }: DisclosureContext,
): string {
  const contact = unit ? [`公开单位:${unit.name}${unit.phone ? `,电话:${unit.phone}` : ''}`] : [];
  const supervision = unit?.supervisionPhone ? [`监督电话:${unit.supervisionPhone}`] : [];
  const state = internal && item.regime === '内部' ? internalLines(item) : stateLines(item, today, page);
  const stages = line.length > 0 ? ['各阶段:', ...line] : [];
  return fit([`【${item.title}】`, ...state], [...contact, ...stages, ...supervision]);
}

const internalLines = (item: Disclosure): string[] => [
  item.summary,
  ...(item.files?.length ? [`附件:${shortList(item.files.map(({ name }) => name))}(在监督台看)`] : []),
  `内部公开,不对外。状态:${item.status}${item.due ? `,应在${formatDay(item.due)}前` : ''}`,
];

function stateLines(item: Disclosure, today: Day | undefined, page: string | undefined): string[] {
  if (item.status === '已撤回')
    return [
      `这条信息已撤回。原因:${(item.withdrawn as { reason?: string } | undefined)?.reason ?? '未注明'}`,
    ];
  if (item.mode === '不公开') return [`这条信息不公开。原因:${item.reason ?? '未注明'}`];
  if (item.mode === '依申请')
    return [`这条信息要申请才能看。原因:${item.reason ?? '未注明'}`, '回复 申请公开 可以马上申请。'];
  if (isPublic(item)) return publicLines(item, page);
  if (item.status === '待形成')
    return [`还没有形成。${item.expected ? `计划${formatDay(item.expected)}形成。` : ''}${dueText(item)}`];
  const late = today !== undefined && isOverdue(item, today);
  return [`还没有公开。${dueText(item)}${late ? '已经超期,您可以回复 投诉 反映。' : ''}`];
}

const dueText = (item: Disclosure): string =>
  item.due ? `应在${formatDay(item.due)}前公开${item.provisional ? '(暂定)' : ''}。` : '';

function publicLines(item: Disclosure, page: string | undefined): string[] {
  const correction = item.correction as { at?: string; reason?: string } | undefined;
  const round = roundIn(item.commentRound);
  const hearing = item.hearing as { at?: string; place?: string; signupTo?: string } | undefined;
  return [
    item.summary,
    ...(item.amount !== undefined ? [`金额:${formatAmount(item.amount)}`] : []),
    ...(correction?.reason ? [`已更正:${correction.reason}`] : []),
    ...(round ? roundLines(round) : []),
    ...(hearing?.place ? [`听证地点:${hearing.place}`] : []),
    ...(item.published ? [`公开日期:${formatDay(item.published)}`] : []),
    ...(item.url ? [`看全文:${item.url}`] : []),
    ...fileLines(item, page),
  ];
}

const roundLines = ({ opens, closes, days, shortReason }: CommentRound): string[] => [
  ...(opens && closes
    ? [`征求意见:${formatDay(opens)}到${formatDay(closes)}。回复 提意见 就能说。`]
    : days
      ? [`征求意见:公开之日起 ${days} 天`]
      : []),
  ...(shortReason ? [`期限短于 30 天的原因:${shortReason}`] : []),
];

const NAMES_LENGTH = 60;

/** Names of the files, and where to fetch them; the text too where it stands nowhere else. */
function fileLines({ files = [], url, body }: Disclosure, page: string | undefined): string[] {
  const text = url ? '' : body || files.length === 0 ? '全文' : '';
  const what = [text, files.length > 0 ? '附件' : ''].filter(Boolean).join('和');
  return [
    ...(files.length > 0 ? [`附件:${shortList(files.map(({ name }) => name))}`] : []),
    ...(page && what && (body || files.length > 0) ? [`看${what}:${page}`] : []),
  ];
}

/** The first names that fit; at least one. */
function shortList(names: readonly string[]): string {
  let shown = names[0]!;
  for (const name of names.slice(1)) {
    if (`${shown}、${name}`.length > NAMES_LENGTH) return `${shown} 等`;
    shown += `、${name}`;
  }
  return shown;
}
