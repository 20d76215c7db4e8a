/** Windows, hotlines, and units spoken of without their name. */
import type { Procedure } from '../../disclosure/procedures.ts';
import type { ContactPoint, Unit } from '../../store/generated/client.ts';
import type { Field } from '../fields.ts';
import type { Records } from '../records.ts';

/** 公安专区, 医保专区: the part of the hall that a place names. */
const ZONE = /([\p{Script=Han}]{2,6}专区)/u;
const zoneOf = (place: string): string | undefined => ZONE.exec(place)?.[1]?.replace(/^.*[楼厅]/, '');

/** The window spoken of (医保窗口), with everything done there; `like` is a matter that the text comes near to. */
export function windowIn(
  text: string,
  { procedures }: Pick<Records, 'procedures'>,
  like: Procedure | undefined,
): { zone: string; procedures: Procedure[] } | undefined {
  if (!/窗口|专区|柜台/.test(text)) return undefined;
  const zones = new Map<string, Procedure[]>();
  for (const procedure of procedures) {
    const zone = zoneOf(procedure.where);
    if (zone) zones.set(zone, [...(zones.get(zone) ?? []), procedure]);
  }
  const named = [...zones.keys()].find((zone) => text.includes(zone.replace('专区', '')));
  const zone = named ?? (like && zoneOf(like.where));
  return zone && zones.has(zone) ? { zone, procedures: zones.get(zone)! } : undefined;
}

const REPORT = /举报|监督|检举/;

/** The hotline or mailbox spoken of. */
export function contactPointIn(
  text: string,
  fields: readonly Field[],
  { contactPoints, units }: Pick<Records, 'contactPoints' | 'units'>,
): ContactPoint | undefined {
  const named = contactPoints.find(({ name }) => text.includes(name));
  if (named) return named;
  const owned = (point: ContactPoint): boolean =>
    point.unitCode !== null && units.some(({ code }) => code === point.unitCode);
  const of = (test: (point: ContactPoint) => boolean): ContactPoint | undefined =>
    contactPoints.find((point) => owned(point) && test(point));
  if (/信箱|寄信|写信/.test(text) && fields.some((field) => field === 'where' || field === 'phone'))
    return of(({ type }) => type === 'mailbox') ?? of(({ type }) => type === 'email');
  if (/邮箱|电邮|email/i.test(text)) return of(({ type }) => type === 'email');
  if (!fields.includes('supervision') || hasUnitWord(text)) return undefined;
  return of(({ type, name }) => type === 'hotline' && REPORT.test(name) && !/纪检/.test(name));
}

const hasUnitWord = (text: string): boolean => /[局委院会所队站](?![在是])|办公室|社区|村/.test(text);

const GENERIC: readonly (readonly [RegExp, RegExp])[] = [
  [/(乡|镇|街道)(人民)?(政府|办)|镇上|乡上/, /^township$/],
  [/村委会|村委|村部|大队部/, /^village_committee$/],
  [/居委会|社区/, /^resident_committee$/],
];

/** The units that a general word may mean, when something is asked that the record of a unit answers. */
export function genericUnits(text: string, fields: readonly Field[], units: readonly Unit[]): Unit[] {
  const type = GENERIC.find(([words]) => words.test(text))?.[1];
  const asked = fields.some((field) => field === 'phone' || field === 'where' || field === 'hours');
  return type && asked ? units.filter((unit) => type.test(unit.type)) : [];
}
