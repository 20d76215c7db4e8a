/**
 * Oversight in WeCom 监督: 属实 · 不实, 全部合格 · 有问题, 已整改, 复查通过 · 没改好, 采纳 · 不采纳, 认可理由 · 催办, 立案 · 不予立案, by
 * button, by word, by number and word; and what supervisors begin themselves, 监督建议 and 监督检查.
 */
import { dayOf, formatDay } from '../../kit/day.ts';
import type { MessageBody } from '../../outbox/message.ts';
import type { Official } from '../../people/officials.ts';
import type { Db, Tx } from '../../store/database.ts';
import { faultsIn, pointsOf } from '../../supervision/inspections.ts';
import type { Oversight } from '../../supervision/oversight.ts';
import { say, type Plan } from '../plan.ts';
import type { Session } from '../session.ts';
import { attempt, awaitText, refuse, type Card, type OfficialDeps } from './cards.ts';
import { unitNamed } from './decide.ts';

/** What may be said on the card of each kind: the word, and the key of the button that says the same. */
const SAID: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'spot-check': { 属实: 'true', 不实: 'untrue' },
  inspection: { 全部合格: 'in-order', 有问题: 'faults' },
  rectification: { 已整改: 'rectified', 复查通过: 'passed', 没改好: 'failed' },
  recommendation: { 采纳: 'adopt', 不采纳: 'reject', 认可理由: 'content', 催办: 'press' },
  accountability: { 立案: 'file', 不予立案: 'dismiss' },
};
export const OVERSIGHT_CARDS: readonly string[] = Object.keys(SAID);
export const OVERSIGHT_WORDS: Readonly<Record<string, string>> = Object.assign({}, ...Object.values(SAID));

/** The kind of card a word is about; undefined for other words. */
export function oversightCardOf(word: string): readonly string[] | undefined {
  const type = OVERSIGHT_CARDS.find((one) => Object.hasOwn(SAID[one]!, word));
  return type === undefined ? undefined : [type];
}

const ASKS: Readonly<Record<string, string>> = {
  faults: '第几条、什么问题?一条一行,例如:\n3 公示栏里的数字和账上对不上\n5 监督电话没人接',
  rectified: '怎么改的、在哪能看到?请写一句。',
  failed: '哪里没改好?请写一句,单位会看到。',
  adopt: '打算怎么做、什么时候做完?请写一句。',
  reject: '为什么不采纳?请写一句。',
  dismiss: '为什么不予立案?请写一句。',
};

/** Which kind of matter a number is of. */
const KINDS: Readonly<Record<string, string>> = {
  ZG: 'rectification',
  JY: 'recommendation',
  JC: 'inspection',
  ZZ: 'accountability',
};
const NUMBERED = /^((ZG|JY|JC|ZZ)-[0-9A-Z]{4}-[0-9A-Z]{4})\s*([\s\S]*)$/i;

export function createOversightTalk(deps: OfficialDeps & { oversight: Oversight }) {
  const { oversight, clock } = deps;

  const press = async (
    db: Db,
    session: Session,
    official: Official,
    card: Card,
    key: string,
    chosen?: string,
    text?: string,
  ): Promise<Plan> => {
    const known = Object.values(SAID[card.type] ?? {});
    if (!known.includes(key.split(':')[0]!)) return refuse(session, '这张卡片现在不能这样办理。');
    if (card.type === 'spot-check') return check(db, session, official, card, key, chosen, text);
    const question = ASKS[key];
    if (question && text === undefined) return awaitText(session, key, card, question);
    return attempt(session, async (tx) =>
      say(await carryOut(tx, official, card.id, card.type, key, text ?? '')),
    );
  };

  /** A card may show several items: which one, then for 不实 what is wrong. */
  const check = async (
    db: Db,
    session: Session,
    official: Official,
    card: Card,
    pressed: string,
    chosen?: string,
    text?: string,
  ): Promise<Plan> => {
    const [key, named] = pressed.split(':') as [string, string | undefined];
    const open = await oversight.checksOn(db, card.id);
    if (open.length === 0) return refuse(session, '这一批都核对过了。');
    const id = named ?? chosen ?? (open.length === 1 ? open[0]!.id : undefined);
    const one = open.find((other) => other.id === id);
    if (!one && text !== undefined) return refuse(session, '没有这一条。请再点一次卡片。');
    if (!one) {
      const items = open.map((other) => ({ id: other.id, label: other.title }));
      const asked = awaitText(session, key, card, '');
      return {
        ...asked,
        say: [{ t: 'menu', head: '哪一条?', items, tail: '回复数字。' }],
        session: { ...asked.session, choices: items },
      };
    }
    if (key === 'untrue' && (named === undefined || text === undefined))
      return awaitText(session, `untrue:${one.id}`, card, `「${one.title}」哪里不实?请写一句,单位会看到。`);
    return attempt(session, async (tx) => {
      const result = key === 'untrue' ? '不实' : '属实';
      const done = await oversight.recordCheck(tx, official, one.id, result, key === 'untrue' ? text : '');
      const left = open.length - 1;
      return say(
        `「${one.title}」记为${result}。${done.rectification ? `已请单位整改,编号 ${done.rectification}。` : ''}${left > 0 ? `还有 ${left} 条,再点卡片。` : ''}`,
      );
    });
  };

  const carryOut = async (
    tx: Tx,
    official: Official,
    id: string,
    type: string,
    key: string,
    text: string,
  ): Promise<string> => {
    switch (`${type} ${key}`) {
      case 'inspection in-order':
        return `${(await oversight.concludeInspection(tx, official, id, [])).row.number} 记为全部合格。`;
      case 'inspection faults': {
        const done = await oversight.concludeInspection(tx, official, id, faultsIn(text));
        return `${done.row.number} 已记下,请单位整改:${done.rectifications.join('、')}。`;
      }
      case 'rectification rectified':
        return `${(await oversight.reportRectified(tx, official, id, text)).number} 已报,等复查。`;
      case 'rectification passed':
        return `${(await oversight.recheck(tx, official, id, true)).number} 复查通过,已结。`;
      case 'rectification failed': {
        const row = await oversight.recheck(tx, official, id, false, text);
        return `${row.number} 已退回单位,${formatDay(row.dueOn)}前再报。`;
      }
      case 'recommendation adopt':
        return `${(await oversight.answerRecommendation(tx, official, id, true, text)).number} 已答复采纳,做好后报整改。`;
      case 'recommendation reject': {
        const row = await oversight.answerRecommendation(tx, official, id, false, text);
        return row.closedAt
          ? `${row.number} 不采纳,已移交纪检监察。`
          : `${row.number} 已答复不采纳,理由已送监督小组。`;
      }
      case 'recommendation content':
        return `${(await oversight.takeReason(tx, official, id)).number} 已结。`;
      case 'recommendation press': {
        const row = await oversight.urge(tx, official, id);
        return `${row.number} 已催办第 ${row.urged} 次,${formatDay(row.dueOn)}前答复。`;
      }
      case 'accountability file':
        return `${(await oversight.stepCase(tx, official, id, 'file', { text })).number} 已立案。作出决定在监督台「监督」里办。`;
      case 'accountability dismiss':
        return `${(await oversight.stepCase(tx, official, id, 'dismiss', { text })).number} 不予立案,理由已记。`;
      default:
        return '这一件现在不能这样办。';
    }
  };

  /** What a number stands for, to whom may know of it. */
  const describe = async (tx: Tx, official: Official, type: string, number: string): Promise<string> => {
    switch (type) {
      case 'rectification': {
        const row = await oversight.findRectification(tx, official, number);
        const state = row.closedOn ? '已结' : row.reportedOn ? `等复查:${row.evidence}` : '等单位整改';
        const next = row.closedOn
          ? ''
          : row.reportedOn
            ? `\n回复:${number} 复查通过,或 ${number} 没改好 加原因`
            : `\n回复:${number} 已整改 加怎么改的`;
        return `整改 ${number}(${formatDay(row.dueOn)}前)${state}\n${row.text}${next}`;
      }
      case 'recommendation': {
        const row = await oversight.findRecommendation(tx, official, number);
        const next =
          row.closedAt || row.answer
            ? `\n答复:${row.reason ?? ''}`
            : `\n回复:${number} 采纳 加打算,或 ${number} 不采纳 加理由`;
        return `监督建议 ${number}(${formatDay(row.dueOn)}前)\n${row.text}${next}`;
      }
      case 'inspection': {
        const row = await oversight.findInspection(tx, official, number);
        const points = pointsOf(row).map(
          ({ item, ok, note }, i) => `${i + 1} ${item}${ok === null ? '' : ok ? ':合格' : `:${note}`}`,
        );
        const next = row.doneOn ? '' : `\n回复:${number} 全部合格,或 ${number} 有问题 加第几条和什么问题`;
        return `${row.rhythm}检查 ${number}(${formatDay(row.plannedOn)}前)\n${points.join('\n')}${next}`;
      }
      default: {
        const { row } = await oversight.readCase(tx, official, number);
        return `责任追究 ${number}:${row.ground},${row.status}。内容在监督台「监督」里看。`;
      }
    }
  };

  /** A number, with a word or without; 监督建议 and 监督检查. Undefined where something else was said. */
  const type = (official: Official, text: string, session: Session): Plan | undefined => {
    const said = text.trim();
    const [, number, prefix, rest = ''] = NUMBERED.exec(said) ?? [];
    if (number && prefix) {
      const kind = KINDS[prefix.toUpperCase()]!;
      const word = Object.keys(OVERSIGHT_WORDS)
        .sort((a, b) => b.length - a.length)
        .find((one) => rest.startsWith(one));
      return attempt(session, async (tx) => {
        if (!word) return say(await describe(tx, official, kind, number.toUpperCase()));
        const more = rest.slice(word.length).replace(/^[,,::\s]+/, '');
        return say(await carryOut(tx, official, number.toUpperCase(), kind, OVERSIGHT_WORDS[word]!, more));
      });
    }
    const [, what, about] = /^监督(建议|检查)[::\s]+([\s\S]+)$/.exec(said) ?? [];
    if (!what || !about) return undefined;
    return attempt(session, (tx) =>
      what === '建议' ? advise(tx, official, about) : inspect(tx, official, about),
    );
  };

  const advise = async (tx: Tx, official: Official, about: string): Promise<MessageBody[]> => {
    const [name = '', ...words] = about.split(/[,,::\s]+/);
    const unit = await unitNamed(tx, name);
    if (!unit || words.length === 0) return say('请这样写:监督建议 民政局 低保公示要贴到每个村口');
    const row = await oversight.recommend(tx, official, { unitCode: unit.code, text: words.join(',') });
    return say(`建议 ${row.number} 已送${unit.name},${formatDay(row.dueOn)}前必须答复。`);
  };

  const inspect = async (tx: Tx, official: Official, about: string): Promise<MessageBody[]> => {
    const unit = await unitNamed(tx, about);
    if (!unit) return say('请这样写:监督检查 民政局');
    const row = await oversight.planInspection(tx, official, {
      unitCode: unit.code,
      kind: '内部',
      source: '内部监督',
      plannedOn: dayOf(clock.now()),
    });
    return say(`不定期检查 ${row.number} 已开始,卡片发给了组里每个人。`);
  };

  return { press, type };
}
