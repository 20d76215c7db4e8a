/**
 * What a citizen may say at any time outside a flow and that is neither a question of record nor begins a flow of its own: what
 * this is and on what law it stands, which systems the county keeps, offering to supervise, a promise that was not kept.
 */
import type { Answers } from '../answers/answers.ts';
import type { Citation } from '../answers/citation.ts';
import type { Records } from '../answers/records.ts';
import type { Calendar } from '../disclosure/calendar.ts';
import { joinSupervisors, leaveSupervisors } from '../disclosure/citizen-supervisors.ts';
import { isPublic, type Disclosure } from '../disclosure/disclosures.ts';
import { countDue } from '../disclosure/due.ts';
import type { LedgerLine } from '../supervision/ledger.ts';
import type { Db } from '../store/database.ts';
import type { CaseFiles } from '../participation/case-files.ts';
import type { Clock } from '../kit/clock.ts';
import { dayOf, formatDay, type Day } from '../kit/day.ts';
import { withoutFlow } from './flows/flow.ts';
import { plainPlan, say, type Plan } from './plan.ts';
import { daysIn } from './official/said.ts';
import type { Session } from './session.ts';

export interface AsideDeps {
  clock: Clock;
  records(): Records;
  answers(): Answers;
  calendar(): Calendar;
  /** 处理结果公示: the lines of a year, and where all of them stand; no address where citizens reach no page. */
  ledger: { lines(db: Db): Promise<LedgerLine[]>; address(): string | undefined };
  /** 案卷 that anybody may look up. */
  caseFiles: Pick<CaseFiles, 'findPublic'>;
}

/** A promise of the county that was not kept, as the citizen tells it. */
export interface Breach {
  /** Said before the complaint begins. */
  text: string;
  citations: Citation[];
}

export interface Asides {
  /** Undefined when the text is nothing of this. */
  read(text: string, session: Session): Plan | undefined;
  /** Undefined when no promise is named, no day told, or the time is not over. */
  breach(text: string): Breach | undefined;
  /** 不实 and the code of a public item, as supervisors and others report it: what to complain of, and about whom. */
  untrue(text: string): { text: string; unit: string } | undefined;
}

const ABOUT =
  /^(你们?|您|这|这里|这个(号|公众号|平台)?)?(到底)?是(谁|什么|啥|干(什么|啥|嘛)的|做(什么|啥)的|什么(号|平台|单位))[呀啊呢的??。]*$|^(关于(我们|本号|你们)|你(们)?能(做|干)(什么|啥)|有什么用)[??。]*$/;
const RULES =
  /(有|是|讲讲|说说|介绍)(一下|下)?(什么|哪些|啥|几项|哪几项)(公开)?(的)?(规章|政务公开)?制度[呀啊呢??。]*$|(七|7)项制度|^(公开|政务公开|规章)制度(是什么|有哪些|有什么)?[??。]*$/;
const RIGHTS = /(权利|义务)(和(权利|义务))?.{0,6}$|(有|哪些|什么).{0,4}(权利|义务)/;
const LEDGER =
  /(处理|办理|投诉|举报|信访)(的)?(处理|办理)?(结果)?(的)?公示|公示(的)?(投诉|处理结果|办理结果)/;
const JOIN = /(我)?(要|想|愿意|报名|申请)(来)?(当|做|参加)(政务公开)?(义务)?监督员/;
const LEAVE = /^(我)?(不|不想|不要|不再)(当|做)(政务公开)?监督员(了)?[。!]?$/;

const FILES = /^(?:我?(?:要|想)?(?:查|看|找|查询|查阅)(?:一下)?案卷|案卷(?:查询|目录))[::,,\s]*(.{0,40})$/;
const FILES_SHOWN = 3;
const PAPERS_SHOWN = 6;

/** The seven systems of the speech, chapter 3, each with what it promises. */
const SYSTEMS: readonly (readonly [string, string])[] = [
  ['重大事项集体讨论决定', '大事先征求意见,集体定,定了就公开'],
  ['会议公开', '和群众有关的会议定了什么,会后公开'],
  ['听证', '重大决定之前开会听群众的意见'],
  ['定期审计', '按期审计,结果公开'],
  ['预公开', '方案先公布,听了意见再定'],
  ['信息获取', '没有公开的,可以申请'],
  ['案卷管理', '办完的归档,回复 查案卷 加名字就能查'],
];
const LAW = '政府信息公开条例';

export function createAsides(deps: AsideDeps): Asides {
  const plan = (session: Session, rule: string, text: string, more: Partial<Plan> = {}): Plan =>
    plainPlan('disclosure_lookup', 'answered', text ? say(text) : [], withoutFlow(session), {
      evidence: { rule: `aside:${rule}` },
      ...more,
    });

  const about = (session: Session): Plan => {
    const text = `这里是${deps.records().county}政务公开,依据《${LAW}》办:该公开的都公开,您可以问办事、查公开、申请信息、提意见、投诉监督。答案都来自公开的记录,查不到就告诉您问谁。回复 有什么制度 看公开制度,回复 人工 找工作人员。`;
    return plan(session, 'about', text, { citations: [{ type: 'law', id: LAW, title: LAW }] });
  };

  /** Each system with the newest document or item that stands for it. */
  const rules = (session: Session): Plan => {
    const newest = new Map<string, Disclosure>();
    for (const item of deps.records().disclosures)
      if (
        item.system &&
        isPublic(item) &&
        (newest.get(item.system)?.published ?? '') <= (item.published ?? '')
      )
        newest.set(item.system, item);
    const lines = SYSTEMS.map(([name, promise], i) => {
      const item = newest.get(name);
      return `${i + 1}、${name}:${promise}${item ? `。最近公开:${item.title}` : ''}`;
    });
    const citations = [...newest.values()].map(({ code, title }): Citation => ({
      type: 'disclosure',
      id: code,
      title,
    }));
    return plan(session, 'rules', `本县政务公开有七项制度:\n${lines.join('\n')}\n想看哪一条,把标题发来。`, {
      citations,
    });
  };

  /** 办事双方的权利、义务, as the procedure's record has them. */
  const rights = (text: string, session: Session): Plan | undefined => {
    const [match] = deps.answers().matcher.procedures(text);
    if (!match || match.said < SAID) return undefined;
    const { code, name, rights: own, duties } = match.record;
    if (own.length + duties.length === 0) return undefined;
    const lines = [
      `【${name}】`,
      ...(own.length > 0 ? [`您的权利:${own.join(';')}`] : []),
      ...(duties.length > 0 ? [`您的义务:${duties.join(';')}`] : []),
    ];
    return plan(session, 'rights', lines.join('\n'), {
      citations: [{ type: 'procedure', id: code, title: name }],
    });
  };

  /** Public files by name: number, papers, and where those that are published can be read. */
  const files = (words: string, session: Session): Plan =>
    plan(session, 'files', '', {
      citations: [{ type: 'law', id: LAW, title: LAW }],
      apply: async (tx) => {
        const found = await deps.caseFiles.findPublic(tx, words, FILES_SHOWN);
        if (found.length === 0)
          return say(
            '没有找到能公开查的案卷。请换个名字,例如:查案卷 供水价格。别的案卷,请打立卷单位的电话。',
          );
        const open = new Map(
          deps
            .records()
            .disclosures.filter(isPublic)
            .map((item) => [item.code, item]),
        );
        return say(
          found
            .map(({ number, title, closedOn, retention, items }) =>
              [
                `【${title}】`,
                `案卷号 ${number},${formatDay(closedOn)}办结,保管${retention}。`,
                ...items
                  .flatMap((code) => open.get(code) ?? [])
                  .slice(0, PAPERS_SHOWN)
                  .map((item) => `· ${item.title}${item.url ? ` ${item.url}` : ''}`),
              ].join('\n'),
            )
            .join('\n\n'),
        );
      },
    });

  const join = (session: Session): Plan =>
    plainPlan(
      'suggestion',
      'flow',
      say(
        '谢谢您!您现在是政务公开监督员了。每月请您看几条新公开的信息是不是真的,发现不对随时说。不想当了,回复 不当监督员。',
      ),
      withoutFlow(session),
      {
        evidence: { rule: 'aside:supervisor' },
        async apply(tx, { citizenId }) {
          if (citizenId) await joinSupervisors(tx, deps.clock.now(), citizenId);
          return [];
        },
      },
    );

  const leave = (session: Session): Plan =>
    plainPlan('suggestion', 'flow', [], withoutFlow(session), {
      evidence: { rule: 'aside:supervisor' },
      apply: async (tx, { citizenId }) =>
        say(
          citizenId && (await leaveSupervisors(tx, deps.clock.now(), citizenId))
            ? '好的,您不再是监督员了。谢谢您这段时间的帮助。'
            : '您还不是监督员。想当,回复 我要当监督员。',
        ),
    });

  /** 处理结果公示 */
  const ledger = (session: Session): Plan =>
    plan(session, 'ledger', '', {
      async apply(tx) {
        const lines = await deps.ledger.lines(tx);
        const address = deps.ledger.address();
        if (lines.length === 0) return say('近一年还没有办结的投诉。您要反映问题,回复 我要投诉。');
        const shown = lines
          .slice(0, LEDGER_SHOWN)
          .map(
            ({ month, category, unit, days, outcome }) =>
              `· ${Number(month.slice(5))}月 ${category}${unit ? `(${unit})` : ''},${days} 天办结:${outcome}`,
          );
        return say(
          `近一年办结 ${lines.length} 件,不写是谁反映的。最近的:\n${shown.join('\n')}${address ? `\n全部:${address}` : ''}`,
        );
      },
    });

  return {
    read(text, session) {
      const plain = text.normalize('NFKC').trim();
      if (ABOUT.test(plain)) return about(session);
      if (RULES.test(plain)) return rules(session);
      if (LEDGER.test(plain)) return ledger(session);
      const asked = FILES.exec(plain);
      if (asked) return files(asked[1]!.trim(), session);
      if (RIGHTS.test(plain)) return rights(plain, session);
      if (LEAVE.test(plain)) return leave(session);
      return JOIN.test(plain) ? join(session) : undefined;
    },
    untrue(text) {
      const [, code = '', why = ''] = UNTRUE.exec(text.normalize('NFKC').trim()) ?? [];
      const item = deps.records().disclosures.find((one) => one.code === code.toUpperCase());
      if (!item || !isPublic(item)) return undefined;
      return { text: `公开的内容不实:「${item.title}」(${item.code})。${why}`, unit: item.unit };
    },
    breach(text) {
      const today = dayOf(deps.clock.now());
      const start = handedIn(text, today);
      const [match] = start ? deps.answers().matcher.procedures(text) : [];
      if (!start || !match || match.said < SAID) return undefined;
      const { name, promisedLimit, unit, code } = match.record;
      const { n, unit: counted } = promisedLimit;
      if (!n || (counted !== 'workday' && counted !== 'day')) return undefined;
      const { due } = countDue({ start, n, unit: counted }, deps.calendar());
      if (due >= today) return undefined;
      const owner = deps.records().units.find((one) => one.code === unit);
      const told = `「${name}」承诺 ${n} 个${counted === 'workday' ? '工作日' : '自然日'}办完。您${formatDay(start)}交的,应在${formatDay(due)}前办完,已经超过承诺期限。`;
      return {
        text: `${told}${owner?.supervisionPhone ? `监督电话:${owner.supervisionPhone}。` : ''}`,
        citations: [{ type: 'procedure', id: code, title: name }],
      };
    },
  };
}

const UNTRUE = /^(?:内容)?不实[::,\s]*([A-Za-z]\d{1,2}[a-e]?-[A-Za-z0-9_.-]{1,40})[::,。\s]*([\s\S]{0,500})$/;
const LEDGER_SHOWN = 5;
const SAID = 0.5;
const HANDED_IN = /交|递|申请|报|办/;
const NOT_DONE = /没(有)?(办|批|下来|结果|消息|拿到|回音|动静|给)|还没|不给(办|批)|拖/;

/** The day on which it was handed in and after which nothing came of it. */
function handedIn(text: string, today: Day): Day | undefined {
  if (!HANDED_IN.test(text) || !NOT_DONE.test(text)) return undefined;
  const [day] = daysIn(text, today, false);
  return day && day < today ? day : undefined;
}
