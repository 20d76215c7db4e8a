/** 模型: whether it is on, how often it was of use, how long it took, what it cost; and the switch. */
import { Router } from '@koa/router';
import { html } from 'hono/html';
import { dayOf, timeOf } from '../../kit/day.ts';
import type { ModelBooks, ModelDay } from '../../store/model-use.ts';
import type { Verdict } from '../../people/may.ts';
import { mayVisitor, requireAction, visitOf } from '../console/visit.ts';
import { showPage, type Html } from './layout.ts';
import { badge, both, postButton, table } from './parts.ts';

export interface ModelPageDeps {
  model: {
    books: ModelBooks;
    /** Undefined: none is configured. */
    settings: ModelPageSettings | undefined;
  };
}

export interface ModelPageSettings {
  baseUrl: string | undefined;
  model: string | undefined;
  transcriptionModel: string | undefined;
  dailyTokens: number;
  price: { in: number; out: number } | undefined;
}

interface Line {
  purpose: string;
  calls: number;
  answered: number;
  used: number;
  guarded: number;
  seconds: number | undefined;
  p95: number | undefined;
  tokensIn: number;
  tokensOut: number;
}

const DAYS = 30;
const PURPOSES: Readonly<Record<string, string>> = {
  rewrite: '把答复改得好读 rewrite',
  'read-question': '听没听懂的问题 read-question',
  'propose-memory': '提议记住的问答 propose-memory',
  transcribe: '听写语音 transcribe',
};
/** Outcomes that a call to the endpoint had, and what became of its reply. */
const CALLED: ReadonlySet<string> = new Set(['answered', 'late', 'failed', 'unreadable']);
const OF_USE: ReadonlySet<string> = new Set(['used', 'asked-back', 'proposed']);

export function createModelPage({ model: { books, settings } }: ModelPageDeps): Router {
  const router = new Router();
  router.get('/console/model', async (ctx) => {
    requireAction(ctx, 'model.see');
    const [state, tokens, days] = await Promise.all([
      books.readSwitch(),
      books.tokensToday(),
      books.list(DAYS),
    ]);
    const body = modelBody({
      settings,
      state,
      tokens,
      lines: linesOf(days),
      csrf: visitOf(ctx).csrf,
      verdict: mayVisitor(ctx, 'model.turn'),
    });
    await showPage(ctx, '模型', body);
  });
  router.post('/console/model/turn', async (ctx) => {
    requireAction(ctx, 'model.turn');
    const { fields, staff, say } = visitOf(ctx);
    const on = fields.get('on') === '1';
    await books.turn(on, staff.userid);
    say(on ? '模型已打开。The model is on.' : '模型已关闭,从现在起不再调用。The model is off from now on.');
    ctx.redirect('/console/model');
  });
  return router;
}

/** Sums of the days by purpose; times by classes, so p95 is the end of the class it falls into. */
export function linesOf(days: readonly ModelDay[]): Line[] {
  const purposes = [...new Set(days.map(({ purpose }) => purpose))];
  return purposes.map((purpose) => {
    const own = days.filter((day) => day.purpose === purpose);
    const sum = (rows: readonly ModelDay[], of: (row: ModelDay) => number): number =>
      rows.reduce((total, row) => total + of(row), 0);
    const called = own.filter(({ outcome }) => CALLED.has(outcome));
    const calls = sum(called, (row) => row.calls);
    const answered = sum(
      own.filter(({ outcome }) => outcome === 'answered'),
      (row) => row.calls,
    );
    return {
      purpose,
      calls,
      answered,
      used:
        purpose === 'transcribe'
          ? answered
          : sum(
              own.filter(({ outcome }) => OF_USE.has(outcome)),
              (row) => row.calls,
            ),
      guarded: sum(
        own.filter(({ outcome }) => outcome === 'guarded'),
        (row) => row.calls,
      ),
      seconds: calls === 0 ? undefined : sum(called, (row) => row.ms) / calls / 1_000,
      p95: p95Of(called, calls),
      tokensIn: sum(own, (row) => row.tokensIn),
      tokensOut: sum(own, (row) => row.tokensOut),
    };
  });
}

function p95Of(called: readonly ModelDay[], calls: number): number | undefined {
  let passed = 0;
  for (const row of called.toSorted((a, b) => a.withinMs - b.withinMs)) {
    passed += row.calls;
    if (passed >= calls * 0.95) return row.withinMs / 1_000;
  }
  return undefined;
}

interface BodyFacts {
  settings: ModelPageSettings | undefined;
  state: Awaited<ReturnType<ModelBooks['readSwitch']>>;
  tokens: number;
  lines: readonly Line[];
  csrf: string;
  verdict: Verdict;
}

const modelBody = (facts: BodyFacts): Html =>
  html`<h1>${both('模型', 'Model')}</h1>
    <p>
      答案来自记录,模型只许改写和猜;改写过不了核对,照发原文。
      <span lang="en">Answers come from records; the model may only rephrase and guess.</span>
    </p>
    ${stateBlock(facts)}
    ${table(
      `最近 ${DAYS} 天 The last ${DAYS} days`,
      [
        { head: '用来做什么 Purpose', cell: ({ purpose }: Line) => PURPOSES[purpose] ?? purpose },
        { head: '调用 Calls', cell: ({ calls }) => String(calls), number: true },
        { head: '用上 Used', cell: ({ used, calls }) => shareText(used, calls), number: true },
        { head: '没过核对 Guarded', cell: ({ guarded, calls }) => shareText(guarded, calls), number: true },
        {
          head: '没答 No answer',
          cell: ({ calls, answered }) => shareText(calls - answered, calls),
          number: true,
        },
        { head: '平均 Mean', cell: ({ seconds }) => secondsText(seconds), number: true },
        { head: '95% 不超过 p95', cell: ({ p95 }) => secondsText(p95), number: true },
        {
          head: 'Token 进/出',
          cell: ({ tokensIn, tokensOut }) => `${tokensIn} / ${tokensOut}`,
          number: true,
        },
        { head: '花费 Cost', cell: (line) => costText(line, facts.settings?.price), number: true },
      ],
      facts.lines,
      '还没有调用过。Never called.',
    )}
    <p class="hint">在企业微信里也可以:回复 关闭模型 或 打开模型。By chat: 关闭模型, 打开模型.</p>`;

function stateBlock({ settings, state, tokens, csrf, verdict }: BodyFacts): Html {
  if (!settings)
    return html`<p role="status">
      ${badge('plain', '没有配置 not configured')} 设 OPENAI_BASE_URL 和 OPENAI_MODEL 才有。
      <span lang="en">Set OPENAI_BASE_URL and OPENAI_MODEL to have one.</span>
    </p>`;
  const since = state.by && state.at ? `${state.by},${dayOf(state.at)} ${timeOf(state.at)}` : '';
  return html`<p role="status">${state.on ? badge('good', '开着 on') : badge('warn', '关着 off')} ${since}</p>
    <p>
      模型 ${settings.model ?? '—'} · 听写 ${settings.transcriptionModel ?? '—'} ·
      ${hostOf(settings.baseUrl)}<br />
      今天用了 ${tokens} / ${settings.dailyTokens} token <span lang="en">tokens today</span>
    </p>
    <p>
      ${postButton({
        action: '/console/model/turn',
        label: state.on ? '关闭模型 Switch off' : '打开模型 Switch on',
        csrf,
        verdict,
        fields: { on: state.on ? '0' : '1' },
        tone: state.on ? 'danger' : 'primary',
      })}
    </p>`;
}

const hostOf = (baseUrl: string | undefined): string => (baseUrl ? new URL(baseUrl).host : 'api.openai.com');
const shareText = (part: number, of: number): string =>
  of === 0 ? '—' : `${part}(${Math.round((part / of) * 100)}%)`;
const secondsText = (seconds: number | undefined): string =>
  seconds === undefined ? '—' : `${seconds < 10 ? seconds.toFixed(1) : Math.round(seconds)} 秒`;
const costText = (
  { tokensIn, tokensOut }: Pick<Line, 'tokensIn' | 'tokensOut'>,
  price: { in: number; out: number } | undefined,
): string => (price ? `${((tokensIn * price.in + tokensOut * price.out) / 1e6).toFixed(2)} 元` : '—');
