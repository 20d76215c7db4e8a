/** The layout of the house, checked: floors, doors, circles, sizes, READMEs. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, normalize, relative, sep } from 'node:path';
import { expect, test } from 'vitest';

const SRC = new URL('../../src/', import.meta.url).pathname;

/** A room imports only rooms on lower floors. */
const FLOORS: readonly (readonly string[])[] = [
  ['kit'],
  ['config'],
  ['store', 'llm'],
  ['people', 'inbox', 'outbox'],
  ['disclosure', 'channels'],
  ['answers', 'participation', 'supervision'],
  ['conversation', 'schedule', 'web', 'simulator'],
  ['main'],
];
const floorOf = new Map(FLOORS.flatMap((rooms, floor) => rooms.map((room) => [room, floor] as const)));

interface Import {
  from: string;
  to: string;
}

const files = readdirSync(SRC, { recursive: true, encoding: 'utf8' })
  .map((file) => file.split(sep).join('/'))
  .filter((file) => file.endsWith('.ts') && !file.startsWith('store/generated/'));
const textOf = (file: string): string => readFileSync(join(SRC, file), 'utf8');
const roomOf = (file: string): string => file.split('/')[0]!.replace(/\.ts$/, '');

/** Imports of our own files, of types too, static and dynamic. */
const imports: Import[] = files.flatMap((from) =>
  [...textOf(from).matchAll(/(?:from|import)\s*\(?\s*'(\.[^']+)'/g)].map(([, target]) => ({
    from,
    to: relative(SRC, normalize(join(SRC, dirname(from), target!)))
      .split(sep)
      .join('/'),
  })),
);
const told = (list: readonly Import[]): string[] => list.map(({ from, to }) => `${from} → ${to}`);

test('every room has its floor, and imports go down only', () => {
  expect(files.map(roomOf).filter((room) => !floorOf.has(room))).toEqual([]);
  const up = imports.filter(
    ({ from, to }) => roomOf(from) !== roomOf(to) && floorOf.get(roomOf(to))! >= floorOf.get(roomOf(from))!,
  );
  expect(told(up)).toEqual([]);
});

test('only main knows config and channels; the simulator borrows the envelope alone', () => {
  const wrong = imports.filter(({ from, to }) => {
    const [room, target] = [roomOf(from), roomOf(to)];
    if (room === 'main' || room === target) return false;
    if (target === 'config') return room !== 'channels';
    if (target === 'channels') return to !== 'channels/envelope.ts' || room !== 'simulator';
    return room === 'simulator' && target !== 'kit';
  });
  expect(told(wrong)).toEqual([]);
});

test('a room is entered by its doors; a sub-folder by the file of its name or those beside it', () => {
  const wrong = imports.filter(({ from, to }) => {
    const parts = to.split('/');
    if (to.startsWith('store/generated/')) return false;
    if (roomOf(from) !== roomOf(to)) return parts.length > 2;
    // Inside a room: one folder deeper at most, or up.
    const inner = dirname(to);
    const outer = dirname(from);
    return (
      inner !== outer &&
      !outer.startsWith(`${inner}/`) &&
      inner !== '.' &&
      dirname(inner) !== outer &&
      !outer.startsWith(dirname(inner))
    );
  });
  expect(told(wrong)).toEqual([]);
});

test('there is no circle of imports, of types neither', () => {
  const next = new Map<string, string[]>();
  for (const { from, to } of imports) next.set(from, [...(next.get(from) ?? []), to]);
  const done = new Set<string>();
  const circles: string[] = [];
  const walk = (file: string, path: readonly string[]): void => {
    if (path.includes(file)) circles.push([...path.slice(path.indexOf(file)), file].join(' → '));
    if (done.has(file) || path.includes(file)) return;
    for (const target of next.get(file) ?? []) walk(target, [...path, file]);
    done.add(file);
  };
  for (const file of files) walk(file, []);
  expect(circles).toEqual([]);
});

test('doors hold code: no barrels, no heap of types', () => {
  expect(files.filter((file) => /(^|\/)(index|types|utils?|helpers?|manager)\.ts$/.test(file))).toEqual([]);
  expect(files.filter((file) => /^export \* from/m.test(textOf(file)))).toEqual([]);
});

test('files stay readable: none above 400 lines, half of them at most 100', () => {
  // Sentences to learn from and lists of words are data.
  const code = files.filter((file) => !/\/(examples|lexicon)\/|everyday-words/.test(file));
  const lengths = code.map((file) => ({ file, lines: textOf(file).split('\n').length }));
  expect(lengths.filter(({ lines }) => lines > 400)).toEqual([]);
  const sorted = lengths.map(({ lines }) => lines).sort((a, b) => a - b);
  expect(sorted[Math.floor(sorted.length / 2)]).toBeLessThanOrEqual(100);
});

test('every room says in at most 30 lines what it is for', () => {
  const rooms = readdirSync(SRC).filter((name) => statSync(join(SRC, name)).isDirectory());
  for (const room of rooms) {
    const lines = readFileSync(join(SRC, room, 'README.md'), 'utf8')
      .trimEnd()
      .split('\n');
    expect(lines.length, room).toBeLessThanOrEqual(30);
    expect(lines.join('\n').length, room).toBeGreaterThan(120);
  }
});

test('process.env is read by config alone, and the time by the clock', () => {
  expect(files.filter((file) => file !== 'config.ts' && /process\.env\b/.test(textOf(file)))).toEqual([]);
  const reading = files.filter((file) => /new Date\(\)|Date\.now\(\)/.test(textOf(file)));
  // Ids carry the true time.
  expect(reading).toEqual(['kit/clock.ts', 'kit/ids.ts']);
});

test('nothing else has grown at the top', () => {
  const top = readdirSync(new URL('../../', import.meta.url)).filter(
    (name) => !['node_modules', 'data', '.git'].includes(name),
  );
  const allowed =
    /^(src|prisma|prompts|test|\.env(\.example)?|package(-lock)?\.json|tsconfig\.json|README\.md|LICENSE|CONTRIBUTING\.md|SECURITY\.md|CHANGELOG\.md|Dockerfile|compose\.yaml|\.dockerignore|\.gitignore|\.gitattributes|\.npmrc|\.nvmrc|\.editorconfig|\.prettierignore|\.ci|\.github)$/;
  expect(top.filter((name) => !allowed.test(name))).toEqual([]);
});
