/**
 * 登记: what has happened or what the upper level orders, so that what follows from it is owed. By the office for every unit, by an
 * officer for their own. 登记 上级要求 清政办函〔2026〕30号 公布防汛责任人 县应急管理局、县水利局 12月10日前
 */
import { addDays, dayOf, formatDay, yearOf } from '../../kit/day.ts';
import { InputError } from '../../kit/errors.ts';
import { commonCounty } from '../../disclosure/unit-names.ts';
import { openObligation, type NewObligation } from '../../disclosure/obligations.ts';
import { mustAnswerFor } from '../../disclosure/publication.ts';
import { EVENTS, reckonEvent } from '../../disclosure/events.ts';
import type { MessageBody } from '../../outbox/message.ts';
import type { Official } from '../../people/officials.ts';
import type { Tx } from '../../store/database.ts';
import { say, type Plan } from '../plan.ts';
import type { Session } from '../session.ts';
import { attempt, momentOf, type OfficialDeps } from './cards.ts';
import { callNames, daysIn, unitsIn, type NamedUnit } from './said.ts';

const HELP = `请这样写:
登记 会议结束 常务会议议定事项 11月24日
登记 人大批准 2026年预算调整 11月20日
登记 上级要求 清政办函〔2026〕30号 公布防汛责任人名单 县应急管理局、县水利局 12月10日前`;
const DOC_NO = /[\p{Script=Han}]{1,12}[〔[(]\d{4}[〕\])]\d{1,5}号/u;

export function createRegister(deps: OfficialDeps) {
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
    const facts = /^上级要求/.test(text)
      ? readOrder(text, official, units, today)
      : readEvent(text, official, units, today);
    if (!facts) throw new InputError('Not understood.', { tell: HELP });
    await mustAnswerFor(tx, official, facts.unitCode);
    const fresh = await openObligation(tx, momentOf(deps), facts);
    const lead = units.find(({ code }) => code === facts.unitCode)?.name ?? '';
    const help = (facts.coUnits ?? [])
      .map((code) => units.find((unit) => unit.code === code)?.name)
      .join('、');
    return say(
      fresh
        ? `已登记:「${facts.title}」由${lead}公开${help ? `,${help}配合` : ''},${formatDay(facts.due.due)} 前${facts.due.provisional ? '(暂定)' : ''}。\n${facts.due.steps.map((step) => step.text).join('\n')}`
        : '这一项已经登记过了。',
    );
  }

  function readOrder(
    text: string,
    official: Official,
    units: readonly NamedUnit[],
    today: string,
  ): NewObligation | undefined {
    const docNo = DOC_NO.exec(text.replace(/^上级要求/, '').trim())?.[0];
    const due = daysIn(text.replace(docNo ?? '', ''), today).at(-1);
    if (!docNo || !due) return undefined;
    const rest = text.replace(/^上级要求/, '').replace(docNo, '');
    const [lead, ...others] = unitsIn(rest, units);
    const title = titleOf(rest, units);
    if (title.length < 4) return undefined;
    return {
      key: `order:${docNo}:${lead?.code ?? official.unitCode}:${title}`.slice(0, 250),
      source: 'order',
      title,
      unitCode: lead?.code ?? official.unitCode,
      coUnits: others.map(({ code }) => code),
      trigger: 'order',
      triggeredOn: today,
      orderDocNo: docNo,
      due: {
        due,
        provisional: !deps.calendar().covers(yearOf(due)),
        steps: [{ text: `${docNo} 要求 ${formatDay(due)} 前公开`, day: due }],
      },
    };
  }

  function readEvent(
    text: string,
    official: Official,
    units: readonly NamedUnit[],
    today: string,
  ): NewObligation | undefined {
    const event = EVENTS.find(({ words }) => words.test(text));
    const day = daysIn(text, today, false)[0] ?? today;
    const [lead, ...others] = unitsIn(text, units);
    const title = titleOf(text.replace(event?.words ?? '', ''), units);
    if (!event || title.length < 2 || day > addDays(today, 1)) return undefined;
    const due = reckonEvent(event, day, deps.calendar());
    return {
      key: `event:${event.trigger}:${lead?.code ?? official.unitCode}:${day}:${title}`.slice(0, 250),
      source: 'event',
      title: `${title}(${event.name},应公开)`.slice(0, 160),
      unitCode: lead?.code ?? official.unitCode,
      coUnits: others.map(({ code }) => code),
      trigger: event.trigger,
      triggeredOn: day,
      deadlinePhrase: event.phrase,
      due,
    };
  }
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
