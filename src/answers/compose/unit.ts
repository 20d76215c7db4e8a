/** What the record of a unit says. */
import type { Field } from '../fields.ts';
import type { ContactPoint, Unit } from '../../store/generated/client.ts';
import { fill } from './procedure.ts';

const DEFAULT_ORDER: readonly Field[] = ['phone', 'where', 'hours', 'supervision', 'duties'];

export function composeUnit(unit: Unit, fields: readonly Field[]): string {
  const asked = fields.filter((field) => linesFor(field, unit).length > 0);
  const wanted = (asked.length > 0 ? asked : DEFAULT_ORDER).flatMap((field) => linesFor(field, unit));
  const rest = DEFAULT_ORDER.filter((field) => !asked.includes(field) && asked.length > 0).flatMap((field) =>
    linesFor(field, unit),
  );
  return fill([`【${unit.name}】`, ...wanted], rest);
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
