/// <reference lib="dom" />
/** The phones page in a real browser: by mouse, by keyboard, narrow, without JavaScript, and with nothing from outside. */
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { chromium, type Browser, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { databaseKind } from '../helpers/database.ts';
import { openCounty, type County } from '../helpers/county.ts';

const CHROMIUM = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find((path) =>
  existsSync(path),
);
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

describe.runIf(databaseKind === 'embedded' && CHROMIUM)('the phones page', () => {
  let county: County;
  let browser: Browser;
  const outside: string[] = [];
  const errors: string[] = [];

  beforeAll(async () => {
    county = await openCounty();
    browser = await chromium.launch({ executablePath: CHROMIUM!, args: ['--no-sandbox'] });
  });
  afterAll(async () => {
    await browser?.close();
    await county?.close();
  });

  const open = async (options: Parameters<Browser['newPage']>[0] = {}, path = '/'): Promise<Page> => {
    const page = await browser.newPage({ viewport: { width: 1280, height: 860 }, ...options });
    page.on('request', (request) => {
      if (!request.url().startsWith(county.url) && !request.url().startsWith('data:'))
        outside.push(request.url());
    });
    page.on('console', (message) => {
      if (message.type() === 'error') errors.push(message.text());
    });
    page.on('pageerror', (error) => errors.push(String(error)));
    await page.goto(`${county.url}${path}`);
    return page;
  };
  const violations = async (page: Page): Promise<string[]> => {
    await page.evaluate(AXE);
    return page.evaluate(async () => {
      const { axe } = globalThis as unknown as {
        axe: { run(): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> };
      };
      return (await axe.run()).violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`);
    });
  };

  test('a tapped sample is answered live, and 为什么这样回答 shows records, bytes and the message as sent', async () => {
    const page = await open({ bypassCSP: true });
    await page.getByRole('button', { name: '低保怎么办' }).click();
    const answer = page.locator('#log-citizen li.theirs').first();
    await answer.waitFor();
    expect(await answer.innerText()).toContain('最低生活保障');
    await answer.getByText('为什么这样回答').click();
    await page.locator('#why h3').first().waitFor();
    const why = await page.locator('#why').innerText();
    expect(why).toMatch(/QH-MZ-001/);
    expect(why).toMatch(/字节/);
    expect(why).toContain('"msgtype"');
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('why');
    expect(await violations(page)).toEqual([]);
    await page.close();
  });

  test('a complaint shows on the supervisor’s phone; 受理 changes the card and tells the citizen', async () => {
    const page = await open({ bypassCSP: true });
    const say = async (text: string): Promise<void> => {
      const before = await page.locator('#log-citizen li.theirs').count();
      await page.fill('#text-citizen', text);
      await page.press('#text-citizen', 'Enter');
      await page.locator('#log-citizen li.theirs').nth(before).waitFor();
      expect(await page.inputValue('#text-citizen')).toBe('');
    };
    await say('我要投诉');
    await say('民政局窗口的人态度差,我跑了三趟都不给办');
    await page.locator('#log-citizen').getByRole('button', { name: /匿名/ }).last().click();
    const card = page.locator('#log-supervisor .card').last();
    await card.waitFor();
    await card.getByRole('button', { name: '受理', exact: true }).click();
    await card.locator('.settled').waitFor();
    expect(await card.locator('.settled').innerText()).toContain('已受理');
    await page.locator('#log-citizen li.theirs', { hasText: '已经受理' }).waitFor();
    expect(await violations(page)).toEqual([]);
    await page.close();
  });

  test('the clock is moved, and a reminder comes to an official', async () => {
    const page = await open();
    const before = await page.locator('#clock').innerText();
    await page.getByRole('button', { name: '+1 天' }).click();
    await page.locator('#log-official .card').first().waitFor();
    expect(await page.locator('#clock').innerText()).not.toBe(before);
    await page.close();
  });

  test('number keys tap the samples, unless one is writing', async () => {
    const page = await open({}, '/simulator?citizen=wmLiNvshi');
    await page.focus('#text-citizen');
    await page.keyboard.type('4');
    expect(await page.inputValue('#text-citizen')).toBe('4');
    await page.fill('#text-citizen', '');
    await page.evaluate(() => (document.activeElement as HTMLElement).blur());
    await page.keyboard.press('4');

    await page.locator('#log-citizen li.theirs', { hasText: '请把事情说一下' }).waitFor();
    await page.close();
  });

  test('is live however late the scripts come', async () => {
    const page = await browser.newPage();
    await page.route('**/assets/htmx-sse.js', async (route) => {
      await page.waitForFunction(() => 'htmx' in globalThis);
      // What htmx does a moment after it ran has then been done.
      await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 50)));
      await route.continue();
    });
    const live = page.waitForRequest('**/simulator/live?*');
    await page.goto(`${county.url}/simulator?citizen=wmLiNvshi`);
    await live;
    await page.close();
  });

  test('fits 375 pixels with large type, and is usable', async () => {
    const page = await open({ viewport: { width: 375, height: 740 }, bypassCSP: true });
    await page.addStyleTag({ content: 'html{font-size:23.8px}' });
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(375);
    expect(await violations(page)).toEqual([]);
    await page.close();
  });

  test('works without JavaScript', async () => {
    const page = await open({ javaScriptEnabled: false }, '/simulator?citizen=wmWangShifu');
    await page.fill('#text-citizen', '补办身份证要多少钱');
    await page.locator('.citizen .composer button').click();
    await county.post('/idle', { timeoutMs: 30_000 });
    await page.reload();
    expect(await page.locator('#log-citizen').innerText()).toContain('元');
    await page.close();
  });

  test('nothing was asked from outside, and nothing failed', () => {
    expect(outside).toEqual([]);
    expect(errors).toEqual([]);
  });
});
