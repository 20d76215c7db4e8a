/** The service as a newcomer starts it: a process of its own, its words on the screen, its exit status. */
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { databaseKind } from '../../helpers/database.ts';

const ROOT = new URL('../../../', import.meta.url).pathname;
const running: ChildProcess[] = [];
const folders: string[] = [];

const folder = (): string => {
  const path = mkdtempSync(join(tmpdir(), 'yangguang-start-'));
  folders.push(path);
  return path;
};
afterEach(() => {
  for (const child of running.splice(0)) child.kill('SIGKILL');
  for (const path of folders.splice(0)) rmSync(path, { recursive: true, force: true });
});

/** What `npm start` gives to Node. */
const START = (
  JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { scripts: { start: string } }
).scripts.start
  .split(' ')
  .slice(1);

interface Running {
  child: ChildProcess;
  output(): string;
  /** Resolves with the exit status. */
  ended: Promise<number | null>;
  /** Resolves when the output holds it. */
  says(text: string): Promise<void>;
}

function run(args: readonly string[], env: Record<string, string>, input = ''): Running {
  const child = spawn(process.execPath, [...START, ...args], {
    cwd: ROOT,
    env: { PATH: process.env.PATH, HOME: process.env.HOME, ...env },
  });
  running.push(child);
  let output = '';
  const listeners = new Set<() => void>();
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => {
      output += chunk.toString();
      for (const listener of listeners) listener();
    });
  child.stdin.end(input);
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  return {
    child,
    output: () => output,
    ended,
    says: (text) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          if (output.includes(text)) resolve();
        };
        listeners.add(look);
        look();
        void ended.then(() => reject(new Error(`ended without saying ${text}: ${output}`)));
      }),
  };
}

const addressIn = (output: string): string => /http:\/\/[^\s]+:\d+/.exec(output)![0];

describe.runIf(databaseKind === 'embedded')('the service', () => {
  test('starts on nothing, says four lines, serves, answers a command given meanwhile, and survives kill -9', async () => {
    const DATA_DIR = folder();
    const first = run([], { DATA_DIR });
    await first.says('npm run doctor');
    const lines = first.output().trim().split('\n');
    expect(lines).toHaveLength(4);
    expect(first.output()).toMatch(/打开 http.*\n.*不会发出任何消息.*\n.*清和县.*\n.*\.env/);
    const url = addressIn(first.output());
    expect((await fetch(`${url}/readyz`)).status).toBe(200);
    expect((await fetch(`${url}/`, { redirect: 'manual' })).headers.get('location')).toBe('/simulator');
    expect(await (await fetch(`${url}/metrics`)).text()).toContain('yangguang_inbox_pending');

    const second = run([], { DATA_DIR });
    expect(await second.ended).toBe(1);
    expect(second.output()).toMatch(/正被另一个进程使用[\s\S]*→/);

    const asked = run(['ask'], { DATA_DIR }, '{"id":"1","text":"低保怎么申请"}\nnot json\n');
    expect(await asked.ended).toBe(1);
    const [answer, error] = asked
      .output()
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(answer).toMatchObject({ id: '1', outcome: 'answered' });
    expect(answer!.text).toContain('最低生活保障');
    expect(error).toHaveProperty('error');

    first.child.kill('SIGKILL');
    await first.ended;
    const again = run([], { DATA_DIR });
    await again.says('npm run doctor');
    again.child.kill('SIGTERM');
    expect(await again.ended).toBe(0);
  });

  test('says so when PORT is taken, and takes the next free one when PORT is not set', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => taken.once('listening', resolve));
    const { port } = taken.address() as { port: number };
    const refused = run([], { DATA_DIR: folder(), PORT: String(port) });
    expect(await refused.ended).toBe(1);
    expect(refused.output()).toMatch(/已被占用[\s\S]*→/);
    taken.close();
  });

  test('says so when the data directory cannot be written', async () => {
    const file = join(folder(), 'a-file');
    writeFileSync(file, '');
    const refused = run([], { DATA_DIR: join(file, 'data') });
    expect(await refused.ended).toBe(1);
    expect(refused.output()).toMatch(/数据目录不能写[\s\S]*→/);
  });

  test('tells every fault of the settings before anything opens', async () => {
    const refused = run([], { DATA_DIR: folder(), PORT: 'x', LOG_LEVEL: 'loud', WECOM_TOKEN: 't' });
    expect(await refused.ended).toBe(1);
    expect(refused.output()).toMatch(/PORT[\s\S]*LOG_LEVEL[\s\S]*WECOM_CORP_ID/);
  });

  test('explains every command, and a command there is not', async () => {
    for (const name of ['ask', 'deadline', 'import', 'export', 'evaluate', 'doctor', 'bench']) {
      const help = run([name, '--help'], {});
      expect(await help.ended, name).toBe(0);
      expect(help.output(), name).toContain('npm run');
    }
    const unknown = run(['dance'], {});
    expect(await unknown.ended).toBe(1);
    expect(unknown.output()).toContain('没有这个命令');
  });
});

test('the container starts what npm start starts', () => {
  const [, command] = /^CMD (\[.*\])$/m.exec(readFileSync(join(ROOT, 'Dockerfile'), 'utf8'))!;
  expect(JSON.parse(command!)).toEqual(['node', ...START]);
});
