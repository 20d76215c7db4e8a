/** What the record of a unit says. */
import type { Procedure } from '../../disclosure/procedures.ts';
import type { ContactPoint, Unit } from '../../store/generated/client.ts';
import type { Field } from '../fields.ts';
import { fit } from './fit.ts';

const DEFAULT_ORDER: readonly Field[] = ['phone', 'where', 'hours', 'supervision', 'duties'];

/** The asked facts first; `only` is the one procedure of a unit that has no other, with its window's telephone. */
export function composeUnit(unit: Unit, fields: readonly Field[], only?: Procedure): string {
  const asked = fields.filter((field) => linesFor(field, unit).length > 0);
  const wanted = (asked.length > 0 ? asked : DEFAULT_ORDER).flatMap((field) => linesFor(field, unit));
  const window =
    only && only.phone !== unit.phone ? [`办“${only.name}”的电话:${only.phone},地点:${only.where}`] : [];
  const rest = DEFAULT_ORDER.filter((field) => !asked.includes(field) && asked.length > 0).flatMap((field) =>
    linesFor(field, unit),
  );
  const free = unit.free && !fields.includes('fee') ? ['免费。'] : [];
  return fit([`【${unit.name}】`, ...wanted], [...free, ...window, ...rest]);
}

function linesFor(field: Field, unit: Unit): string[] {
  switch (field) {
    case 'phone':
      return unit.phone ? [`电话:${unit.phone}`] : [];
    case 'where':
      return unit.address ? [`地址:${unit.address}`] : [];
    case 'hours':
      return unit.hours ? [`时间:${unit.hours}`] : [];
    case 'supervision':
      return unit.supervisionPhone ? [`监督电话:${unit.supervisionPhone}`] : [];
    case 'duties':
    case 'who':
      return unit.duties.length > 0
        ? [
            `管这些事:${unit.duties.join(';')}`,
            ...(unit.powers.length > 0 ? [`职权:${unit.powers.join(';')}`] : []),
          ]
        : [];
    case 'discipline':
      return unit.disciplineRules.length > 0 ? [`办事纪律:${unit.disciplineRules.join(';')}`] : [];
    case 'fee':
      return unit.free ? ['免费。'] : [];
    default:
      return [];
  }
}

/** A hotline or mailbox. */
export const composeContactPoint = (point: ContactPoint): string =>
  [
    `【${point.name}】`,
    point.phone ? `电话:${point.phone}` : undefined,
    point.address ? `地址:${point.address}` : undefined,
    point.hours ? `时间:${point.hours}` : undefined,
    point.note ?? undefined,
  ]
    .filter(Boolean)
    .join('\n');

/** A part of the hall where several matters are done: where, when, and the telephones. */
export function composeWindow(zone: string, procedures: readonly Procedure[]): string {
  const [first] = procedures;
  return fit(
    [`【${zone}】`, `时间:${first!.hours}`, `地点:${first!.where}`],
    procedures.map(({ name, phone }) => `${name},电话:${phone}`),
  );
}
