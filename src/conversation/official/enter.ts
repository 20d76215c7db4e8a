/**
 * 登记 来电 · 来信 · 来访: what came by telephone, letter or visit is entered by staff and numbered like the rest. 登记 人大 · 检察院 ·
 * 政协 · 审计 · 媒体: what another body of supervision passed on, kept with which one it was.
 */
import { may } from '../../people/may.ts';
import type { Official } from '../../people/officials.ts';
import type { Supervision } from '../../supervision/complaints.ts';
import { formatReceipt } from '../../supervision/receipt.ts';
import { supervisionOf } from '../../supervision/sources.ts';
import { GUIDANCE } from '../../supervision/triage.ts';
import { say, type Plan } from '../plan.ts';
import type { Session } from '../session.ts';
import { attempt, refuse } from './cards.ts';

const SOURCES: Readonly<Record<string, 'phone' | 'letter' | 'visit' | 'media'>> = {
  来电: 'phone',
  电话: 'phone',
  来信: 'letter',
  信件: 'letter',
  来访: 'visit',
  媒体: 'media',
  舆论: 'media',
};
const BY_MEANS = /^登记[::\s]*(来电|电话|来信|信件|来访|媒体)[::\s]*([\s\S]*)$/;
/** A space behind it: 登记 人大批准 is something else. */
const BY_BODY =
  /^登记[::\s]*(人大代表|人大|法院|检察院|司法|政协委员|政协|审计|巡察|督查|舆论)[::\s]+([\s\S]*)$/;
const SUBSTANCE = 6;

/** Undefined where something else is entered. */
export function enterComplaint(
  supervision: Supervision,
  official: Official,
  text: string,
  session: Session,
): Plan | undefined {
  const said = text.trim();
  const [, word, rest] = BY_MEANS.exec(said) ?? BY_BODY.exec(said) ?? [];
  if (!word || rest === undefined) return undefined;
  if (!may(official, 'complaints.enter').ok)
    return refuse(session, '登记来电来信来访要由监督组、政务公开科、纪检、乡镇或热线来做。');
  const named = /(?:姓名|反映人)[::\s]*([\p{Script=Han}·]{2,12})/u.exec(rest)?.[1];
  const contact = /(?:电话|手机)[::\s]*([\d-]{7,15})/.exec(rest)?.[1];
  // Who it was goes into the vault and nowhere else.
  const words = rest
    .replace(/(?:姓名|反映人)[::\s]*[\p{Script=Han}·]{2,12}[,,。;;\s]*/u, '')
    .replace(/(?:电话|手机)[::\s]*[\d-]{7,15}[,,。;;\s]*/, '')
    .trim();
  if ([...words].length < SUBSTANCE)
    return refuse(
      session,
      '请这样写:登记 来电 民政局窗口多要材料,跑了三趟。姓名:王芳 电话:13900001111\n不留名的不写姓名。姓名和电话单独密封。\n人大、政协、检察院、审计、媒体转来的:登记 人大 …、登记 媒体 …',
    );
  const kind = supervisionOf(word);
  const plan = attempt(session, async (tx) => {
    const filed = await supervision.file(tx, {
      text: words,
      anonymous: named === undefined,
      reported: /举报|检举/.test(words),
      // What another body passes on comes in writing.
      source: SOURCES[word] ?? 'letter',
      ...(kind ? { supervision: kind } : {}),
      identity: { ...(named ? { name: named } : {}), ...(contact ? { contact } : {}) },
      enteredBy: official.userid,
    });
    if (filed.above) return say(`${GUIDANCE.above}\n请把这句话转告对方,不要另外记录。`);
    return say(
      `已登记,编号 ${filed.number}\n查询码 ${formatReceipt(filed.receipt)}\n请把编号和查询码交给反映人,自己不要留。`,
    );
  });
  return { ...plan, forget: true };
}
