/** The body of a callback as plain fields: XML or JSON in, strings and nested records out. Bounded; no DTD, no entities. */
import { SaxesParser, type SaxesAttributePlain } from 'saxes';
import { AppError } from '../kit/errors.ts';

export type Fields = { [name: string]: FieldValue };
export type FieldValue = string | Fields | FieldValue[];

export const MAX_BODY_BYTES = 64 * 1024;
const MAX_DEPTH = 8;
const MAX_NODES = 2_000;
/** The only elements that the platforms repeat; any other that comes twice is refused, whichever was meant. */
const REPEATED: ReadonlySet<string> = new Set(['SelectedItem', 'OptionId', 'item', 'List']);

/** Reads XML (first non-blank character '<') or JSON. Throws AppError 'malformed', which quotes nothing of the text. */
export function readFields(text: string): Fields {
  const first = text.trimStart()[0];
  if (first === '<') return readFlatXml(text) ?? readXml(text);
  if (first === '{') return readJson(text);
  throw malformed('neither XML nor JSON');
}

export const malformed = (why: string): AppError =>
  new AppError('malformed', `The body is malformed: ${why}.`);

/** One element with text or one CDATA section in it, and the blanks behind it. */
const FLAT_ELEMENT =
  /<([A-Za-z_]\w*)>(?:<!\[CDATA\[([^\]]*)\]\]>|([^<&\]]*))<\/\1>[ \t\n]*|(<\/xml>[ \t\n]*)$/y;
const FLAT_BEGIN = /^[ \t\n]*<xml>[ \t\n]*/;
/** What XML forbids, and the line ends that it rewrites. */
const UNUSUAL = /[^\t\n -\ufffd]/;

/**
 * Nearly all letters: one level of elements, each with plain text or one CDATA section. Read in a tenth of the time that
 * the parser takes; whatever has any other form is undefined here and the parser's to read or refuse.
 */
function readFlatXml(text: string): Fields | undefined {
  const begin = FLAT_BEGIN.exec(text);
  if (!begin || UNUSUAL.test(text) || !text.isWellFormed()) return undefined;
  const fields = emptyFields();
  FLAT_ELEMENT.lastIndex = begin[0].length;
  for (let nodes = 1; nodes < MAX_NODES; nodes++) {
    const found = FLAT_ELEMENT.exec(text);
    if (!found) return undefined;
    const [, name, cdata, plain, end] = found;
    if (end !== undefined) return fields;
    addField(fields, name!, cdata ?? plain!);
  }
  return undefined;
}

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
    // The parser's own words may quote what a person wrote: keep the place only.
    throw malformed(`broken XML at ${/^\d+:\d+/.exec(error.message)?.[0] ?? 'its end'}`);
  });
  parser.on('doctype', () => {
    throw malformed('a document type is not allowed');
  });
  parser.on('processinginstruction', () => {
    throw malformed('a processing instruction is not allowed');
  });
  parser.on('attribute', (_attribute: SaxesAttributePlain) => {
    throw malformed('an attribute is not allowed');
  });
  parser.on('opentag', ({ name }) => {
    if (++nodes > MAX_NODES || stack.length >= MAX_DEPTH) throw malformed('too many or too deep elements');
    if (stack.length === 0 && name !== 'xml') throw malformed('the outer element is not xml');
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

function addField(fields: Fields, name: string, value: FieldValue): void {
  const before = fields[name];
  if (before === undefined) fields[name] = value;
  else if (!REPEATED.has(name)) throw malformed('an element comes twice');
  else if (Array.isArray(before)) before.push(value);
  else fields[name] = [before, value];
}

function readJson(text: string): Fields {
  let parsed: unknown;
  try {
    // Numbers stay as they are written: a MsgId has more digits than a number holds.
    parsed = JSON.parse(text, (_name, value: unknown, context?: { source?: string }) =>
      typeof value === 'number' ? (context?.source ?? String(value)) : value,
    );
  } catch {
    throw malformed('broken JSON');
  }
  refuseRepeatedNames(text);
  return convert(parsed, { nodes: 0 }, 0) as Fields;
}

/** JSON.parse keeps the last of two equal names. `text` is valid JSON. */
function refuseRepeatedNames(text: string): void {
  const open: Set<string>[] = [];
  let name = '""';
  for (const [token] of text.matchAll(/"(?:[^"\\]|\\.)*"|[{}[\]:]/g)) {
    if (token === '{' || token === '[') open.push(new Set());
    else if (token === '}' || token === ']') open.pop();
    else if (token !== ':') name = token;
    else {
      const known = open.at(-1)!;
      const read = JSON.parse(name) as string;
      if (known.has(read)) throw malformed('a name comes twice');
      known.add(read);
    }
  }
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
  throw malformed(`${name} is not a single value`);
}

export function requiredField(fields: Fields, name: string): string {
  const value = textField(fields, name)?.trim();
  if (!value) throw malformed(`${name} is missing`);
  return value;
}

/** The encrypted part of an envelope, as it was written: XML spells it Encrypt, JSON encrypt. */
export function encryptedField(fields: Fields): string {
  const name = fields.Encrypt === undefined ? 'encrypt' : 'Encrypt';
  return textField(fields, name) || requiredField(fields, name);
}

/** Seconds since 1970 as an ISO instant. */
export function instantField(fields: Fields, name: string): string {
  const seconds = requiredField(fields, name);
  if (!/^\d{1,11}$/.test(seconds)) throw malformed(`${name} is not a number`);
  return new Date(Number(seconds) * 1_000).toISOString();
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
