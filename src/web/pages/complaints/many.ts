/** Several matters worked at once: what is chosen, what is done to each, and the minute in which it can be taken back. */
import { html } from 'hono/html';
import { AppError, InputError } from '../../../kit/errors.ts';
import { timeOf } from '../../../kit/day.ts';
import type { Official } from '../../../people/officials.ts';
import type { Database } from '../../../store/database.ts';
import type { Supervision } from '../../../supervision/complaints.ts';
import type { Fields } from '../../console/form.ts';
import type { Html } from '../layout.ts';
import { both, pick } from '../parts.ts';
import { addressOf, BASE, type Asked, type UnitName } from './filter.ts';

type Recallable = NonNullable<Awaited<ReturnType<Supervision['recallable']>>>;

const PICK = 'pick-';
const MOST = 200;
/** As many refusals as fit on the page. */
const TOLD = 5;

export const DEEDS = {
  accept: { zh: '受理', en: 'Accept' },
  own: { zh: '转办:各转给所反映的单位', en: 'Each to the unit it is about' },
  transfer: { zh: '转办:都转给下面选的单位', en: 'All to the unit below' },
  claim: { zh: '认领,由我经办', en: 'Mine' },
} as const;
export type Deed = keyof typeof DEEDS;

export const pickName = (number: string): string => `${PICK}${number}`;

export function pickedIn(fields: Fields): string[] {
  const numbers = [...fields.keys()]
    .filter((name) => name.startsWith(PICK))
    .map((name) => name.slice(PICK.length));
  if (numbers.length === 0)
    throw new InputError('Nothing chosen.', { tell: '先选要办的事:点每行前面的方框,或按 x。' });
  if (numbers.length > MOST) throw new InputError('Too many.', { tell: `一次最多办 ${MOST} 件。` });
  return numbers;
}

/** Each in its own transaction: what cannot be done keeps none of the others back. Returns what to say. */
export async function dealWith(
  { database, supervision }: { database: Database; supervision: Pick<Supervision, 'act' | 'guarded'> },
  by: Official,
  numbers: readonly string[],
  deed: Deed,
  unit: string | undefined,
): Promise<string> {
  const refused: string[] = [];
  for (const number of numbers)
    try {
      await database.transaction(async (tx) => {
        const { complaint } = await supervision.guarded(tx, number, by);
        const to = deed === 'own' ? (complaint.aboutUnit ?? undefined) : unit;
        if (deed === 'own' && !to)
          throw new InputError('No unit.', { tell: `${complaint.number}:还不知道反映的是哪个单位。` });
        const action = deed === 'own' ? 'transfer' : deed;
        await supervision.act(tx, {
          id: complaint.id,
          action,
          by,
          held: true,
          ...(action === 'transfer' ? { unit: to ?? '' } : {}),
        });
      });
    } catch (error) {
      if (!(error instanceof AppError) || !error.tell) throw error;
      refused.push(error.tell.includes(number) ? error.tell : `${number}:${error.tell}`);
    }
  const done = numbers.length - refused.length;
  const word = DEEDS[deed].zh.split(/[:,]/)[0]!;
  return [
    done > 0 ? `${word} ${done} 件。` : '一件也没有办成。',
    ...(refused.length > 0 ? [`没有办的 ${refused.length} 件:${refused.slice(0, TOLD).join(' ')}`] : []),
    ...(refused.length > TOLD ? ['……'] : []),
  ].join('');
}

/** Without a script it stands below the lines; with one it opens over them, by the key a. */
export const dealDialog = (csrf: string, units: readonly UnitName[], asked: Asked): Html =>
  html`<dialog id="deal" open aria-labelledby="deal-head">
    <form id="many" method="post" action="${BASE}/many">
      <input type="hidden" name="_csrf" value="${csrf}" />
      <input type="hidden" name="back" value="${addressOf(asked)}" />
      <h2 id="deal-head">${both('办理选中的', 'Work on those chosen')} <span id="deal-count"></span></h2>
      <fieldset class="units">
        <legend>做什么 <span lang="en">What</span></legend>
        ${Object.entries(DEEDS).map(
          ([value, { zh, en }], index) =>
            html`<label
              ><input type="radio" name="deed" value="${value}" ${index === 0 ? html`checked` : ''} />
              <span class="key">${index + 1}</span> ${zh} <span lang="en">${en}</span></label
            >`,
        )}
      </fieldset>
      ${pick({
        name: 'unit',
        id: 'deal-unit',
        label: '单位',
        options: [{ value: '', text: '—' }, ...units.map(({ code, name }) => ({ value: code, text: name }))],
      })}
      <p class="hint">一分钟内可以撤销,到时才通知单位和反映人。</p>
      <p class="row">
        <button class="primary">办理 <span lang="en">Do it</span></button>
        <button type="button" data-close hidden>取消 <span lang="en">Cancel</span></button>
      </p>
    </form>
  </dialog>`;

/** 撤销: stands there for the minute, on every page of the queue. */
export function undoPart(recallable: Recallable | undefined, csrf: string, now: Date): Html | string {
  if (!recallable) return '';
  const { numbers, until } = recallable;
  return html`<form
    class="undo"
    id="undo"
    method="post"
    action="${BASE}/undo"
    data-left="${Math.ceil((until.getTime() - now.getTime()) / 1000)}"
  >
    <input type="hidden" name="_csrf" value="${csrf}" />
    <span
      >刚办的 ${numbers.length} 件到
      <time datetime="${until.toISOString()}">${timeOf(until)}:${secondOf(until)}</time>
      前可以撤销,还没有通知任何人。<span lang="en">Nobody has been told yet.</span></span
    >
    <button>撤销 <span class="key">z</span> <span lang="en">Undo</span></button>
  </form>`;
}

const secondOf = (at: Date): string => at.toISOString().slice(17, 19);

export async function undoAll(
  { database, supervision }: { database: Database; supervision: Pick<Supervision, 'recall' | 'recallable'> },
  by: Official,
): Promise<string> {
  const open = await supervision.recallable(database.prisma, by);
  if (!open) return '已经过了一分钟,不能撤销了。要改,请另转单位。Too late to undo.';
  const refused: string[] = [];
  for (const number of open.numbers)
    try {
      await database.transaction((tx) => supervision.recall(tx, number, by));
    } catch (error) {
      if (!(error instanceof AppError) || !error.tell) throw error;
      refused.push(error.tell);
    }
  const done = open.numbers.length - refused.length;
  return `已撤销 ${done} 件,没有发出任何消息。Undone.${refused.length > 0 ? ` 没有撤销的:${refused.slice(0, TOLD).join(' ')}` : ''}`;
}
