/** Our own labelled wordings, in the form the answer bench takes; what must be said is read from the sample county. */
import { readFileSync } from 'node:fs';
import type { AnswerSets } from '../../src/main/commands/bench/answers.ts';

const rowsOf = (name: string): string[] =>
  readFileSync(new URL(`../fixtures/answers/${name}.txt`, import.meta.url), 'utf8')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'));

const countyFile = <T>(name: string): T =>
  JSON.parse(readFileSync(new URL(`../../prisma/sample-county/${name}.json`, import.meta.url), 'utf8')) as T;

interface Limit {
  n: number;
  text?: string;
}
interface ProcedureRow {
  code: string;
  name: string;
  materials: { name: string }[];
  fee: { free: boolean; items?: { amount: string }[] };
  promisedLimit: Limit;
  basis: { law: string }[];
  result: string;
  conditions: string[];
  steps: { name: string }[];
  where: string;
  hours: string;
  phone: string;
  unit: string;
}
interface UnitRow {
  code: string;
  name: string;
  phone?: string;
  address?: string;
  hours?: string;
  supervisionPhone?: string;
  duties?: string[];
}

/** The sets; ids are the line numbers. */
export function ourAnswerSets(): AnswerSets {
  const procedures = new Map(countyFile<ProcedureRow[]>('procedures').map((one) => [one.code, one]));
  const { units } = countyFile<{ units: UnitRow[] }>('organisation');
  const unitOf = new Map(units.map((one) => [one.code, one]));
  return {
    questions: rowsOf('questions').map((row, at) => {
      const [id, field, ...words] = row.split(' ');
      const procedure = procedures.get(id!);
      const unit = unitOf.get(id!);
      const must = procedure ? ofProcedure(field!, procedure, unitOf) : unit ? ofUnit(field!, unit) : [];
      return {
        id: `q${at + 1}`,
        text: words.join(' '),
        must,
        mustNot: [],
        citation: { type: procedure ? 'procedure' : unit ? 'unit' : 'disclosure', id: id! },
      };
    }),
    refuse: rowsOf('refuse').map((row, at) => ({
      id: `r${at + 1}`,
      text: row.slice(row.indexOf(' ') + 1),
      expect: 'refused',
      accept: ['refused', 'handoff'],
      mustNot: [],
    })),
    messages: rowsOf('messages').map((row, at) => ({
      id: `m${at + 1}`,
      text: row.slice(row.indexOf(' ') + 1),
      intent: row.split(' ')[0]!,
    })),
  };
}

function ofProcedure(field: string, one: ProcedureRow, unitOf: ReadonlyMap<string, UnitRow>): string[][] {
  switch (field) {
    case 'materials':
      return one.materials.map(({ name }) => [name]);
    case 'deadline':
      return [[one.promisedLimit.n === 0 ? (one.promisedLimit.text ?? '当场') : String(one.promisedLimit.n)]];
    case 'fee':
      return one.fee.free ? [['不收费']] : (one.fee.items ?? []).map(({ amount }) => [amount]);
    case 'phone':
      return [[one.phone]];
    case 'where':
      return [[one.where.slice(0, 12)]];
    case 'hours':
      return [[one.hours]];
    case 'who':
      return [[unitOf.get(one.unit)!.name]];
    case 'basis':
      return [[one.basis[0]!.law]];
    case 'result':
      return [[one.result.slice(0, 8)]];
    case 'conditions':
    case 'amount':
      return [[one.conditions[0]!]];
    case 'steps':
      return [[one.steps[0]!.name]];
    default:
      throw new Error(`no such field: ${field}`);
  }
}

function ofUnit(field: string, unit: UnitRow): string[][] {
  switch (field) {
    case 'phone':
      return [[unit.phone!]];
    case 'where':
      return [[unit.address!]];
    case 'hours':
      return [[unit.hours!]];
    case 'supervision':
      return [[unit.supervisionPhone!]];
    case 'duties':
      return [[unit.duties![0]!]];
    default:
      throw new Error(`no such field: ${field}`);
  }
}
