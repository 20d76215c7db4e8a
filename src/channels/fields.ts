/** The body of a callback as plain fields: XML or JSON in, strings and nested records out. Bounded; no DTD, no entities. */
import { SaxesParser } from 'saxes';
import { AppError } from '../kit/errors.ts';

export type Fields = { [name: string]: FieldValue };
export type FieldValue = string | Fields | FieldValue[];

export const MAX_BODY_BYTES = 64 * 1024;
const MAX_DEPTH = 8;
const MAX_NODES = 2_000;

/** Reads XML (first non-blank character '<') or JSON. Throws AppError 'malformed'. */
export function readFields(text: string): Fields {
  const first = text.trimStart()[0];
  if (first === '<') return readXml(text);
  if (first === '{') return readJson(text);
  throw malformed('neither XML nor JSON');
}

const malformed = (why: string): AppError => new AppError('malformed', `The body is malformed: ${why}.`);

interface Open {
  name: string;
  text: string;
  children: Fields | undefined;
}

function readXml(text: string): Fields {
  const parser = new SaxesParser({ xmlns: false });
  const stack: Open[] = [];
  let root: Fields | undefined;
  let nodes = 0;
  parser.on('error', (error) => {
    throw malformed(error.message.split('\n')[0]!);
  });
  parser.on('doctype', () => {
    throw malformed('a document type is not allowed');
  });
  parser.on('processinginstruction', () => {
    throw malformed('a processing instruction is not allowed');
  });
  parser.on('opentag', ({ name }) => {
    if (++nodes > MAX_NODES || stack.length >= MAX_DEPTH) throw malformed('too many or too deep elements');
    stack.push({ name, text: '', children: undefined });
  });
  const onText = (chunk: string): void => {
    const top = stack.at(-1);
    if (top) top.text += chunk;
  };
  parser.on('text', onText);
  parser.on('cdata', onText);
  parser.on('closetag', () => {
    const { name, text: inner, children } = stack.pop()!;
    const parent = stack.at(-1);
    if (parent) addField((parent.children ??= emptyFields()), name, children ?? inner);
    else root = children ?? emptyFields();
  });
  parser.write(text).close();
  return root ?? emptyFields();
}

const emptyFields = (): Fields => Object.create(null) as Fields;

/** A repeated element makes a list; code that expects a string then refuses it. */
function addField(fields: Fields, name: string, value: FieldValue): void {
  const before = fields[name];
  if (before === undefined) fields[name] = value;
  else if (Array.isArray(before)) before.push(value);
  else fields[name] = [before, value];
}

function readJson(text: string): Fields {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    throw malformed('broken JSON');
  }
  return convert(parsed, { nodes: 0 }, 0) as Fields;
}

function convert(value: unknown, count: { nodes: number }, depth: number): FieldValue {
  if (++count.nodes > MAX_NODES || depth > MAX_DEPTH) throw malformed('too many or too deep values');
  if (Array.isArray(value)) return value.map((inner) => convert(inner, count, depth + 1));
  if (value !== null && typeof value === 'object') {
    const fields = emptyFields();
    for (const [name, inner] of Object.entries(value)) fields[name] = convert(inner, count, depth + 1);
    return fields;
  }
  return value === null ? '' : String(value);
}

/** A field that is a single string; undefined when absent, error when it is anything else. */
export function textField(fields: Fields, name: string): string | undefined {
  const value = fields[name];
  if (value === undefined || typeof value === 'string') return value;
  // An element without content is read as an empty record.
  if (!Array.isArray(value) && Object.keys(value).length === 0) return '';
  throw malformed(`${name} is not a single value`);
}

export function requiredField(fields: Fields, name: string): string {
  const value = textField(fields, name)?.trim();
  if (!value) throw malformed(`${name} is missing`);
  return value;
}

/** A field as a list of records, whether it came once or many times. */
export function recordsField(fields: Fields, name: string): Fields[] {
  const value = fields[name];
  const list = value === undefined || value === '' ? [] : Array.isArray(value) ? value : [value];
  return list.map((entry) => {
    if (typeof entry === 'string' || Array.isArray(entry)) throw malformed(`${name} is not a record`);
    return entry;
  });
}

/** A field as a list of strings. */
export function textsField(fields: Fields, name: string): string[] {
  const value = fields[name];
  const list = value === undefined ? [] : Array.isArray(value) ? value : [value];
  return list.map((entry) => {
    if (typeof entry !== 'string') throw malformed(`${name} is not a list of texts`);
    return entry;
  });
}
