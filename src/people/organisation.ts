/** The county's organisation file in, units and officials out. */
import { z } from 'zod';
import {
  addCounts,
  checkRows,
  noCounts,
  rejectRepeats,
  writeDifferences,
  type ImportCounts,
  type Rejection,
} from '../kit/import-report.ts';
import type { Db, Tx } from '../store/database.ts';

/** Kinds of unit the product itself tells apart; a county may have others. */
export const UNIT_TYPES = [
  'county_gov',
  'gov_office',
  'department',
  'township',
  'village_committee',
  'resident_committee',
  'supervision_group',
  'discipline',
  'npc',
  'npc_presidium',
  'leading_group',
  'service_point',
  'public_service',
] as const;

/** 角色 */
export const ROLES = [
  'unit_officer',
  'unit_leader',
  'township_admin',
  'gov_office',
  'supervision_group',
  'discipline',
  'npc_presidium',
  'party_committee',
  'leading_group',
  'archivist',
  'service_agent',
  'sysadmin',
] as const;
export type Role = (typeof ROLES)[number];

const code = z.string().regex(/^[A-Za-z0-9_.@-]{1,64}$/);
const texts = z.array(z.string().min(1).max(500)).max(100).default([]);

const unitSchema = z.object({
  code,
  name: z.string().min(2).max(100),
  aliases: texts,
  type: z.string().min(2).max(40),
  parent: code.optional(),
  address: z.string().max(300).optional(),
  phone: z.string().max(100).optional(),
  hours: z.string().max(300).optional(),
  supervisionPhone: z.string().max(100).optional(),
  duties: texts,
  powers: texts,
  disciplineRules: texts,
  free: z.boolean().optional(),
  /** Of a supervision group: those who sit in it beside their own post. */
  members: z.array(code).max(200).optional(),
});

const personSchema = z.object({
  userid: code,
  name: z.string().min(1).max(60),
  title: z.string().max(100).optional(),
  unit: code,
  roles: z.array(z.enum(ROLES)).max(12),
});

const contactPointSchema = z.object({
  code,
  type: z.string().max(40),
  name: z.string().max(100),
  phone: z.string().max(100).optional(),
  address: z.string().max(300).optional(),
  hours: z.string().max(300).optional(),
  unit: code.optional(),
  note: z.string().max(500).optional(),
});

/** organisation.json, its lists unchecked. */
export const organisationFileSchema = z.object({
  county: z.string().min(2).max(40).optional(),
  units: z.array(z.unknown()).min(1).max(5_000),
  people: z.array(z.unknown()).max(50_000).default([]),
  channels: z.array(z.unknown()).max(1_000).default([]),
});

export interface OrganisationImport {
  read: number;
  counts: ImportCounts;
  rejected: Rejection[];
}

type Checked<T> = { row: number; value: T }[];

/**
 * Writes units, people and contact points that differ. Rows that cannot be used are returned, not written; whether the
 * rest stays is for the caller, who owns the transaction.
 */
export async function importOrganisation(
  tx: Tx,
  file: z.output<typeof organisationFileSchema>,
): Promise<OrganisationImport> {
  const units = await withOwnNames(
    tx,
    checked(unitSchema, file.units, 'units', 'code', (unit) => unit.code),
  );
  const people = checked(personSchema, file.people, 'people', 'userid', (person) =>
    person.userid.toLowerCase(),
  );
  const points = checked(contactPointSchema, file.channels, 'channels', 'code', (point) => point.code);
  const known = new Set([
    ...units.good.map(({ value }) => value.code),
    ...(await tx.unit.findMany({ select: { code: true } })).map((unit) => unit.code),
  ]);
  const orphans = missingUnits(people.good, 'people', 'unit', (person) => person.unit, known)
    .concat(missingUnits(units.good, 'units', 'parent', (unit) => unit.parent, known))
    .concat(missingUnits(points.good, 'channels', 'unit', (point) => point.unit, known));
  const bad = new Set(orphans.map((rejection) => `${rejection.sheet}:${rejection.row}`));
  const usable = <T>(list: Checked<T>, name: string): T[] =>
    list.filter(({ row }) => !bad.has(`${name}:${row}`)).map(({ value }) => value);

  const counts = noCounts();
  addCounts(counts, await writeUnits(tx, usable(units.good, 'units')));
  addCounts(counts, await writePeople(tx, usable(people.good, 'people')));
  await writeMembers(tx, usable(units.good, 'units'));
  addCounts(counts, await writeContactPoints(tx, usable(points.good, 'channels')));
  if (file.county) await rememberCounty(tx, file.county);
  return {
    read: file.units.length + file.people.length + file.channels.length,
    counts,
    rejected: [...units.rejected, ...people.rejected, ...points.rejected, ...orphans],
  };
}

function checked<Schema extends z.ZodType>(
  schema: Schema,
  rows: readonly unknown[],
  sheet: string,
  column: string,
  keyOf: (value: z.output<Schema>) => string,
): { good: Checked<z.output<Schema>>; rejected: Rejection[] } {
  const first = checkRows(schema, rows);
  const second = rejectRepeats(first.good, column, keyOf);
  return {
    good: second.good,
    rejected: [...first.rejected, ...second.rejected].map((rejection) => ({ sheet, ...rejection })),
  };
}

/** Two units of one name could not be told apart where a table names them. */
async function withOwnNames(
  tx: Tx,
  units: ReturnType<typeof checked<typeof unitSchema>>,
): Promise<ReturnType<typeof checked<typeof unitSchema>>> {
  const listed = new Set(units.good.map(({ value }) => value.code));
  const owners = new Map<string, string>();
  for (const { name, code: unitCode } of await tx.unit.findMany({ select: { name: true, code: true } }))
    if (!listed.has(unitCode)) owners.set(name, unitCode);
  const good: typeof units.good = [];
  const rejected = [...units.rejected];
  for (const unit of units.good) {
    const { name, code: unitCode } = unit.value;
    const owner = owners.get(name);
    if (owner === undefined) {
      owners.set(name, unitCode);
      good.push(unit);
    } else
      rejected.push({ sheet: 'units', row: unit.row, column: 'name', reason: `和 ${owner} 重名:${name}` });
  }
  return { good, rejected };
}

/** Superiors before their subordinates: the database wants the former to be there. */
function topDown<T extends { code: string; parentCode: string | null }>(units: readonly T[]): T[] {
  const byCode = new Map(units.map((unit) => [unit.code, unit]));
  const ordered = new Set<T>();
  const place = (unit: T, above: ReadonlySet<T>): void => {
    if (ordered.has(unit) || above.has(unit)) return;
    const parent = unit.parentCode === null ? undefined : byCode.get(unit.parentCode);
    if (parent) place(parent, new Set([...above, unit]));
    ordered.add(unit);
  };
  for (const unit of units) place(unit, new Set());
  return [...ordered];
}

function missingUnits<T>(
  rows: Checked<T>,
  sheet: string,
  column: string,
  unitOf: (value: T) => string | undefined,
  known: ReadonlySet<string>,
): Rejection[] {
  return rows.flatMap(({ row, value }) => {
    const unit = unitOf(value);
    return unit === undefined || known.has(unit)
      ? []
      : [{ sheet, row, column, reason: `没有这个单位:${unit}` }];
  });
}

async function writeUnits(tx: Tx, units: z.output<typeof unitSchema>[]): Promise<ImportCounts> {
  const rows = topDown(
    units.map(({ parent, members: _members, ...unit }) => ({ ...unit, parentCode: parent ?? null })),
  );
  const existing = await tx.unit.findMany({ omit: { active: true } });
  return writeDifferences({
    rows,
    existing: existing as typeof rows,
    keyOf: (unit) => unit.code,
    nameOf: (unit) => unit.name,
    create: (data) => tx.unit.createMany({ data }),
    update: ({ code: unitCode, ...data }) => tx.unit.update({ where: { code: unitCode }, data }),
  });
}

/** Who sits in the groups that name their members; the other groups stay as they are. */
async function writeMembers(tx: Tx, units: z.output<typeof unitSchema>[]): Promise<void> {
  for (const { code: groupCode, members } of units) {
    if (!members) continue;
    await tx.groupMember.deleteMany({ where: { groupCode, userid: { notIn: members } } });
    const known = await tx.person.findMany({ where: { userid: { in: members } }, select: { userid: true } });
    await tx.groupMember.createMany({
      data: known.map(({ userid }) => ({ groupCode, userid })),
      skipDuplicates: true,
    });
  }
}

async function writePeople(tx: Tx, people: z.output<typeof personSchema>[]): Promise<ImportCounts> {
  const rows = people.map(({ unit, ...person }) => ({ ...person, unitCode: unit }));
  const existing = await tx.person.findMany({
    select: { userid: true, name: true, title: true, unitCode: true, roles: true },
  });
  return writeDifferences({
    rows,
    existing: existing as typeof rows,
    keyOf: (person) => person.userid,
    nameOf: (person) => `${person.name}(${person.userid})`,
    create: (data) => tx.person.createMany({ data }),
    update: ({ userid, ...data }) => tx.person.update({ where: { userid }, data }),
  });
}

async function writeContactPoints(
  tx: Tx,
  points: z.output<typeof contactPointSchema>[],
): Promise<ImportCounts> {
  const rows = points.map(({ unit, ...point }) => ({ ...point, unitCode: unit }));
  return writeDifferences({
    rows,
    existing: (await tx.contactPoint.findMany()) as typeof rows,
    keyOf: (point) => point.code,
    nameOf: (point) => point.name,
    create: (data) => tx.contactPoint.createMany({ data }),
    update: ({ code: pointCode, ...data }) => tx.contactPoint.update({ where: { code: pointCode }, data }),
  });
}

async function rememberCounty(tx: Tx, county: string): Promise<void> {
  const row = { value: county, changedAt: new Date(0) };
  await tx.setting.upsert({ where: { name: 'county' }, create: { name: 'county', ...row }, update: row });
}

/** The organisation as its county file. */
export async function loadOrganisation(db: Db): Promise<Record<string, unknown>> {
  const [units, people, channels, county] = await Promise.all([
    db.unit.findMany({ where: { active: true }, omit: { active: true }, orderBy: { code: 'asc' } }),
    db.person.findMany({
      where: { active: true },
      select: { userid: true, name: true, title: true, unitCode: true, roles: true },
      orderBy: { userid: 'asc' },
    }),
    db.contactPoint.findMany({ orderBy: { code: 'asc' } }),
    db.setting.findUnique({ where: { name: 'county' } }),
  ]);
  return {
    ...(county ? { county: county.value } : {}),
    units: units.map(({ parentCode, ...unit }) => said({ ...unit, parent: parentCode })),
    people: people.map(({ unitCode, ...person }) => said({ ...person, unit: unitCode })),
    channels: channels.map(({ unitCode, ...point }) => said({ ...point, unit: unitCode })),
  };
}

const said = (row: object): object =>
  Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null));
