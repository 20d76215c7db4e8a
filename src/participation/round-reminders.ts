/**
 * What time does to rounds: the unit is reminded before a window ends and when it has ended, and 采纳情况 is owed from then on.
 * Each once, whoever runs it.
 */
import { dayOf, daysBetween, formatDay, type Day } from '../kit/day.ts';
import type { Ids } from '../kit/ids.ts';
import type { Calendar } from '../disclosure/calendar.ts';
import { openObligation } from '../disclosure/obligations.ts';
import { reckonDue } from '../disclosure/reckon.ts';
import type { Database, Tx } from '../store/database.ts';
import { RESULT_DEADLINE } from './adoption-result.ts';
import { createNotices, type NoticeDeps } from './notices.ts';
import { endingRounds, type Round } from './rounds.ts';

export interface RoundReminderDeps extends NoticeDeps {
  ids: Ids;
  calendar(): Calendar;
}

/** The unit is reminded when so many days are left. */
const LAST_DAYS = 3;
/** A window that ended longer ago was settled before this ran. */
const LOOK_BACK_DAYS = 30;

export async function remindRounds(database: Database, deps: RoundReminderDeps): Promise<void> {
  const today = dayOf(deps.clock.now());
  if (deps.calendar().isDayOff(today)) return;
  const rounds = await endingRounds(database.prisma, today, LAST_DAYS, LOOK_BACK_DAYS);
  for (const round of rounds)
    await database.transaction(async (tx) => {
      if (round.state === 'closed') await owe(tx, deps, round);
      await remind(tx, deps, round, today);
    });
}

/** 采纳情况 is owed from the end of the window on, unless it was planned already. */
async function owe(
  tx: Tx,
  deps: RoundReminderDeps,
  { code, title, unitCode, matter, closes }: Round,
): Promise<void> {
  const planned = matter
    ? await tx.disclosure.count({
        where: { matter, stage: '意见采纳', status: { in: ['待形成', '待公开', '审核'] } },
      })
    : 0;
  const due = reckonDue(RESULT_DEADLINE, closes, deps.calendar());
  if (planned > 0 || !due) return;
  await openObligation(
    tx,
    { now: deps.clock.now(), ids: deps.ids },
    {
      key: `adoption:${code}`,
      source: 'event',
      title: `${title.slice(0, 90)}意见采纳情况`,
      unitCode,
      trigger: 'comment_end',
      triggeredOn: closes,
      deadlinePhrase: RESULT_DEADLINE,
      due,
    },
  );
}

async function remind(tx: Tx, deps: RoundReminderDeps, round: Round, today: Day): Promise<void> {
  const { code, title, unitCode, closes, state } = round;
  const notices = createNotices(deps);
  const comments = await tx.comment.count({
    where: { withdrawnOn: null, consultation: { disclosureCode: code } },
  });
  const left = daysBetween(today, closes);
  const text =
    state === 'closed'
      ? `《${title}》征求意见 ${formatDay(closes)} 截止了,收到 ${comments} 条。请在监督台「征求意见」逐类写明采纳没采纳和理由,15 个工作日内公布。公布以前,正式决定不能公开。`
      : `《${title}》征求意见${left === 0 ? '今天' : `还有 ${left} 天`}截止(${formatDay(closes)}),已收到 ${comments} 条。`;
  const people = await notices.workersOf(tx, unitCode);
  await notices.tellOfficials(tx, people, `round:${code}:${closes}:${state}`, text);
}
