/**
 * 登记: what has happened or what the upper level orders, so that what follows from it is owed. By the office for every unit, by an
 * officer for their own. 登记 上级要求 清政办函〔2026〕30号 公布防汛责任人 县应急管理局、县水利局 12月10日前
 */
import { addDays, dayOf, formatDay } from '../../kit/day.ts';
import { InputError } from '../../kit/errors.ts';
import { DOC_NO, EVENTS, owedAfter, owedByOrder, type Happened } from '../../disclosure/events.ts';
import { awaitingApproval, recordApproval } from '../../disclosure/npc-approval.ts';
import { openObligation, type NewObligation } from '../../disclosure/obligations.ts';
import { mustAnswerFor } from '../../disclosure/responsibility.ts';
import { commonCounty } from '../../disclosure/unit-names.ts';
import type { MessageBody } from '../../outbox/message.ts';
import { createMeetings, meetingTypeIn, type NewMeeting } from '../../participation/meetings.ts';
import { responsibleFor, type Official } from '../../people/officials.ts';
import type { Tx } from '../../store/database.ts';
import { say, type Plan } from '../plan.ts';
import type { Session } from '../session.ts';
import { attempt, momentOf, tell, type OfficialDeps } from './cards.ts';
import { callNames, daysIn, unitsIn, type NamedUnit } from './said.ts';

const HELP = `请这样写:
登记 会议结束 常务会议议定事项 11月24日
(会上定了几件事,一行写一件,每件都会提醒公开落实情况)
登记 人大批准 2026年预算调整 11月20日
登记 上级要求 清政办函〔2026〕30号 公布防汛责任人名单 县应急管理局、县水利局 12月10日前`;
const MAX_ITEMS = 20;

export function createRegister(deps: OfficialDeps) {
  const meetings = createMeetings(deps);

  return (official: Official, text: string, session: Session): Plan | undefined => {
    const said = /^登记[::\s]*([\s\S]*)$/.exec(text.trim())?.[1];
    if (said === undefined) return undefined;
    return attempt(session, (tx) => register(tx, official, said));
  };

  async function register(tx: Tx, official: Official, text: string): Promise<MessageBody[]> {
    const units = await tx.unit.findMany({
      where: { active: true },
      select: { code: true, name: true, aliases: true },
    });
    const today = dayOf(deps.clock.now());
    const approved = await approve(tx, official, text, today);
    if (approved) return approved;
    const order = /^上级要求/.test(text);
    const happened = order ? undefined : readEvent(text, official, units, today);
    const owed =
      happened?.event.trigger === 'meeting_end'
        ? await meetings.record(tx, official, meetingOf(happened))
        : await open(
            tx,
            official,
            happened ? owedAfter(happened, deps.calendar()) : readOrder(text, official, units, today),
          );
    if (!owed) return say('这一项已经登记过了。');
    const [first, ...others] = owed as [NewObligation, ...NewObligation[]];
    await tellUnits(tx, official, first, units);
    const nameOf = (code: string): string => units.find((unit) => unit.code === code)?.name ?? '';
    const help = (first.coUnits ?? []).map(nameOf).join('、');
    return say(
      [
        `已登记:「${first.title}」由${nameOf(first.unitCode)}公开${help ? `,${help}配合` : ''},${formatDay(first.due.due)} 前${first.due.provisional ? '(暂定)' : ''}。`,
        ...first.due.steps.map((step) => step.text),
        ...others.map((one) => `「${one.title}」${formatDay(one.due.due)} 前`),
      ].join('\n'),
    );
  }

  /** Undefined when it was opened before. */
  async function open(
    tx: Tx,
    official: Official,
    facts: readonly NewObligation[],
  ): Promise<readonly NewObligation[] | undefined> {
    const [first, ...others] = facts;
    if (!first) throw new InputError('Not understood.', { tell: HELP });
    await mustAnswerFor(tx, official, first.unitCode);
    const moment = momentOf(deps);
    const fresh = await openObligation(tx, moment, first);
    for (const one of others) await openObligation(tx, moment, one);
    return fresh ? facts : undefined;
  }

  /** Officers of the lead unit and of those that help, besides the one who recorded it. */
  async function tellUnits(
    tx: Tx,
    official: Official,
    facts: NewObligation,
    units: readonly NamedUnit[],
  ): Promise<void> {
    const { unitCode, coUnits = [], title, due } = facts;
    const responsible = await responsibleFor(tx, [unitCode, ...coUnits]);
    const lead = units.find(({ code }) => code === unitCode)?.name ?? '';
    for (const unit of [unitCode, ...coUnits]) {
      const officer = responsible.get(unit)?.officer;
      if (!officer || officer === official.userid) continue;
      const part = unit === unitCode ? '由您单位公开' : `由${lead}公开,您单位配合`;
      await tell(
        tx,
        deps,
        officer,
        `registered:${facts.key}:${unit}`,
        `「${title}」${part},${formatDay(due.due)}前。${facts.orderDocNo ? `依据:${facts.orderDocNo}。` : ''}回复 待办 看全部。`,
      );
    }
  }

  /** 人大批准 of an item that waits for it: the item may be public now. Undefined when it is about no such item. */
  async function approve(
    tx: Tx,
    official: Official,
    text: string,
    today: string,
  ): Promise<MessageBody[] | undefined> {
    if (!EVENTS.some(({ trigger, words }) => trigger === 'npc_approval' && words.test(text)))
      return undefined;
    const item = (await awaitingApproval(tx)).find(
      ({ code, title }) => text.includes(code) || speaksOf(text, title),
    );
    if (!item) return undefined;
    await mustAnswerFor(tx, official, item.unit);
    const day = daysIn(text.replace(item.code, ''), today, false)[0] ?? today;
    if (day > today) throw new InputError('Ahead.', { tell: '人大批准的日子还没有到,批准后再登记。' });
    const approved = await recordApproval(tx, deps.clock.now(), item, day, deps.calendar());
    return say(
      `已登记:「${approved.title}」${formatDay(day)}经人大批准,现在可以公开,${formatDay(approved.due!)} 前要公开。`,
    );
  }

  function readOrder(
    text: string,
    official: Official,
    units: readonly NamedUnit[],
    today: string,
  ): NewObligation[] {
    const rest = text.replace(/^上级要求/, '').trim();
    const docNo = DOC_NO.exec(rest)?.[0];
    const about = rest.replace(docNo ?? '', '');
    const due = daysIn(about, today).at(-1);
    const [lead, ...others] = unitsIn(about, units);
    const title = titleOf(about, units);
    if (!docNo || !due || title.length < 4) return [];
    const order = {
      docNo,
      title,
      due,
      unit: lead?.code ?? official.unitCode,
      coUnits: others.map(({ code }) => code),
    };
    return [owedByOrder(order, today, deps.calendar())];
  }

  function readEvent(
    text: string,
    official: Official,
    units: readonly NamedUnit[],
    today: string,
  ): Happened | undefined {
    const [head = '', ...lines] = text.split('\n');
    const event = EVENTS.find(({ words }) => words.test(head));
    const day = daysIn(head, today, false)[0] ?? today;
    const [lead, ...others] = unitsIn(head, units);
    const title = titleOf(head.replace(event?.words ?? '', ''), units);
    if (!event || title.length < 2 || day > addDays(today, 1)) return undefined;
    return {
      event,
      title,
      day,
      unit: lead?.code ?? official.unitCode,
      coUnits: others.map(({ code }) => code),
      items: event.trigger === 'meeting_end' ? itemsIn(lines).map((one) => ({ title: one })) : [],
    };
  }
}

/** 会议公开: what is recorded by chat is for everybody; less than that is chosen in the console. */
function meetingOf({ title, day, unit, coUnits = [], items = [] }: Happened): NewMeeting {
  const type = meetingTypeIn(title);
  if (!type)
    throw new InputError('Which kind of meeting?', {
      tell: '请写明是 全体会议、常务会议、办公会议 还是 专题会议,例如:登记 会议结束 第28次常务会议议定事项 11月24日。',
    });
  return { type, title, heldOn: day, unit, coUnits, scope: '全社会', matters: items };
}

/** One thing decided a line, with or without a number before it. */
const itemsIn = (lines: readonly string[]): string[] =>
  lines
    .map((line) =>
      line
        .replace(/^\s*([((]?[\d一二三四五六七八九十]{1,2}[))]?[.、.::]?)?\s*/, '')
        .trim()
        .slice(0, 120),
    )
    .filter((line) => line.length >= 4)
    .slice(0, MAX_ITEMS);

/** Most of the title's pairs of characters are said. */
function speaksOf(text: string, title: string): boolean {
  const pairs = [...title.matchAll(/(?=([\p{Script=Han}\d]{2}))/gu)].map((match) => match[1]!);
  const said = pairs.filter((pair) => text.includes(pair)).length;
  return pairs.length > 0 && said / pairs.length >= 0.6;
}

/** What is left when days, units and small words are taken out. */
function titleOf(text: string, units: readonly NamedUnit[]): string {
  const county = commonCounty(units);
  const named = unitsIn(text, units).flatMap((unit) => callNames(unit, county));
  const bare = named
    .sort((a, b) => b.length - a.length)
    .reduce((rest, name) => rest.replaceAll(name, ' '), text);
  return bare
    .replace(/(20\d\d[年.\-/])?\d{1,2}[月.\-/]\d{1,2}[日号]?(前|以前|之前)?/g, ' ')
    .replace(/[,,、。;;::\s]+/g, ' ')
    .trim()
    .replace(/^(由|请)\s*|\s*(由|请|前|负责|配合|牵头)$/g, '')
    .trim();
}
