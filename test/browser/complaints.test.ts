/// <reference lib="dom" />
/** The supervision queue in a real browser: by keyboard, several at once and taken back, without JavaScript, live in two windows. */
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openConsole, type TestConsole } from '../helpers/console.ts';
import { databaseKind } from '../helpers/database.ts';

const CHROMIUM = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find((path) =>
  existsSync(path),
);
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const OFFICE = 'peng.muping';
const SECOND = 'yuan.shuye';
const TEN = 10;
const PATIENCE_MS = 120_000;

describe.runIf(databaseKind === 'embedded' && CHROMIUM)('the queue', () => {
  let staff: TestConsole;
  let browser: Browser;

  beforeAll(async () => {
    staff = await openConsole();
    browser = await chromium.launch({ executablePath: CHROMIUM!, args: ['--no-sandbox'] });
  });
  afterAll(async () => {
    await browser?.close();
    await staff?.close();
  });

  const file = (text: string, aboutUnit = 'qh-jtj'): Promise<{ number: string }> =>
    staff.database.transaction((tx) =>
      staff.supervision.file(tx, {
        text,
        aboutUnit,
        anonymous: true,
        reported: false,
        source: 'chat',
        identity: {},
      }),
    );
  const enter = async (
    userid: string,
    options: Parameters<Browser['newContext']>[0] = {},
  ): Promise<{ context: BrowserContext; page: Page }> => {
    const context = await browser.newContext({ bypassCSP: true, ...options });
    const { cookies } = await staff.signIn(userid);
    await context.addCookies(
      [...cookies].map(([name, value]) => ({ name, value, url: `${staff.url}/console` })),
    );
    const page = await context.newPage();
    await page.goto(`${staff.url}/console/complaints`);
    return { context, page };
  };
  const statuses = async (): Promise<string[]> =>
    (await staff.database.prisma.complaint.findMany({ select: { status: true } })).map(
      ({ status }) => status,
    );
  const here = (page: Page): Promise<string> =>
    page.evaluate(() => document.activeElement?.closest('tr')?.getAttribute('data-number') ?? '');

  test(
    '4.6 ten matters are triaged in 13 keys and taken back with one; axe finds nothing in list and dialogs',
    async () => {
      for (let n = 0; n < TEN; n++) await file(`学校食堂收费第 ${n} 回没有公开,问了也不说`);
      const { context, page } = await enter(OFFICE);
      const keys: string[] = [];
      const press = async (key: string): Promise<void> => {
        keys.push(key);
        await page.keyboard.press(key);
      };
      const triage = async (): Promise<void> => {
        for (let n = 0; n < TEN; n++) await press('x');
        expect(await page.locator('.picked').innerText()).toContain(`已选 ${TEN} 件`);
        await press('a');
        expect(await violations(page)).toEqual([]);
        await press('2');
        await press('Enter');
        await page.getByText(`转办 ${TEN} 件`).waitFor();
      };
      await triage();
      // The recording of it: what was pressed, and that it was enough.
      expect(keys).toEqual([...Array.from({ length: TEN }, () => 'x'), 'a', '2', 'Enter']);
      expect(keys.length).toBeLessThanOrEqual(15);
      expect(new Set(await statuses())).toEqual(new Set(['转办']));

      await press('z');
      await page.getByText(`已撤销 ${TEN} 件`).waitFor();
      expect(new Set(await statuses())).toEqual(new Set(['已登记']));
      expect(await violations(page)).toEqual([]);
      await press('?');
      expect(await page.getByRole('dialog').innerText()).toMatch(/下一件/);
      expect(await violations(page)).toEqual([]);
      await press('Escape');
      await context.close();
    },
    PATIENCE_MS,
  );

  test(
    '4.6 the same keys lead through list and detail: down, open, reply by template, next, back to the same line',
    async () => {
      const { context, page } = await enter(OFFICE);
      await page.keyboard.press('j');
      const first = await here(page);
      await page.keyboard.press('j');
      const second = await here(page);
      expect([first === '', second === first]).toEqual([false, false]);
      await page.keyboard.press('k');
      expect(await here(page)).toBe(first);
      await page.keyboard.press('Enter');
      await page.waitForURL(`**/${first}`);
      await page.keyboard.press('r');
      await page.keyboard.press('Escape');
      await page.getByRole('link', { name: '正在核实' }).click();
      expect(await page.locator('#f-reply-text').inputValue()).toContain('正在核实');
      await page.keyboard.press('Escape');
      await page.keyboard.press('j');
      await page.waitForURL(`**/${second}`);
      await page.keyboard.press('u');
      await page.waitForURL('**/console/complaints');
      expect(await here(page)).toBe(second);
      await page.keyboard.press('/');
      await page.keyboard.type('第 3 回');
      await page.keyboard.press('Enter');
      await page.waitForURL('**q=*');
      expect(await page.locator('.queue tbody tr').count()).toBe(1);
      await context.close();
    },
    PATIENCE_MS,
  );

  test(
    '4.6 without JavaScript: chosen by box, handed on, taken back, one opened and accepted, at 375 px',
    async () => {
      const { context, page } = await enter(OFFICE, {
        javaScriptEnabled: false,
        viewport: { width: 375, height: 740 },
      });
      await page.goto(`${staff.url}/console/complaints?class=A`);
      await page.locator('.pick input').nth(0).check();
      await page.locator('.pick input').nth(1).check();
      await page.getByLabel(/认领,由我经办/).check();
      await page.getByRole('button', { name: /办理 Do it/ }).click();
      expect(await page.getByRole('status').first().innerText()).toContain('认领 2 件');
      expect(page.url()).toContain('class=A');
      await page.getByRole('button', { name: /撤销/ }).click();
      expect(await page.getByRole('status').first().innerText()).toContain('已撤销 2 件');
      await page.locator('.what a').first().click();
      await page.getByRole('button', { name: /受理 Accept/ }).click();
      expect(await page.getByRole('status').first().innerText()).toContain('已受理');
      expect(await page.getByText('这一件已经').count()).toBe(0);
      expect(await page.getByText('现在是「受理」,不能受理。').count()).toBe(1);
      await context.close();
    },
    PATIENCE_MS,
  );

  test(
    '4.6 what one does the other sees within moments, the line in focus stays; of what they may not know nothing moves',
    async () => {
      const one = await enter(OFFICE);
      const other = await enter(SECOND);
      await other.page.keyboard.press('j');
      const at = await here(other.page);
      const box = await other.page.locator(':focus').boundingBox();
      await one.page.goto(`${staff.url}/console/complaints/${at}`);
      await one.page.locator('#do-urge summary').click();
      await one.page.locator('#f-urge-text').fill('请本周内答复');
      await one.page.locator('#do-urge button').click();
      await other.page.getByText('督办 1 次').waitFor();
      const { number } = await file('新来的一件,车站厕所没人管');
      await other.page.getByText('有 1 件新的').waitFor();
      expect(await here(other.page)).toBe(at);
      expect(await other.page.locator(':focus').boundingBox()).toEqual(box);
      expect(await other.page.locator('.queue').innerText()).not.toContain(number);

      const sealed = await staff.database.transaction((tx) =>
        staff.supervision.file(tx, {
          text: '车站站长收了红包',
          anonymous: true,
          reported: true,
          source: 'chat',
          identity: {},
        }),
      );
      const heard: string[] = [];
      other.page.on('request', (request) => heard.push(request.url()));
      // A later thing that they may see: when it is there, the sealed one has been looked at and kept back.
      await file('又一件,路灯不亮');
      await other.page.getByText('有 2 件新的').waitFor();
      await other.page.keyboard.press('.');
      await other.page.waitForLoadState();
      expect(await other.page.locator('main').innerText()).not.toContain(sealed.number);
      expect(heard.filter((url) => url.includes('/rows')).length).toBe(1);
      await one.context.close();
      await other.context.close();
    },
    PATIENCE_MS,
  );
});

async function violations(page: Page): Promise<string[]> {
  await page.evaluate(AXE);
  return page.evaluate(async () => {
    const { axe } = globalThis as unknown as {
      axe: { run(): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> };
    };
    return (await axe.run()).violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`);
  });
}
