/** 答得不对: the answer just given goes to the unit that owns its record; a word about what is wrong helps them. */
import type { AnswerReports } from '../../answers/reports.ts';
import { conversationId } from '../../kit/conversation-id.ts';
import type { Sealer } from '../../kit/seal.ts';
import type { Tx } from '../../store/database.ts';
import type { AnswerDesk } from '../answer-desk.ts';
import { plainPlan, say, type Plan } from '../plan.ts';
import { withFlow, withoutFlow, type Flow, type FlowInput } from './flow.ts';

const NAME = 'wrong';
const INTENT = 'wrong_answer';
const CHOICES = [
  { id: 'contact', label: '电话、地址不对' },
  { id: 'figures', label: '钱数、时间不对' },
  { id: 'other-question', label: '没答到我问的' },
  { id: 'untrue', label: '公开的内容和实际不一样' },
  { id: 'no-more', label: '不用说了' },
];
/** A new question is not taken for what is wrong with the old answer. */
const ASKS_ANEW = /[??]|怎么|咋|如何|多少|多久|哪|吗[。]?$|呢[。]?$|我要|我想/;
const LONGEST = 200;

export interface WrongAnswerDeps {
  reports: AnswerReports;
  desk: AnswerDesk;
  content: Sealer;
  /** 内容不实: has the supervision group verify the item; false where it is none that is public. */
  verify(tx: Tx, item: { disclosureCode: string; reportId: string }): Promise<boolean>;
}

export function createWrongAnswerFlow({ reports, desk, content, verify }: WrongAnswerDeps): Flow {
  const begin = ({ session }: FlowInput): Plan => {
    const asked = { ...withFlow(session, NAME, {}), choices: CHOICES };
    return plainPlan(INTENT, 'flow', [], asked, {
      evidence: { rule: NAME },
      async apply(tx, { address }) {
        const report = await reports.file(tx, content.hash(conversationId(address)));
        if (!report) return say('请先问一件事,我答了您再说对不对。也可以回复 人工。');
        const unit = await desk.send(tx, report);
        return [
          {
            t: 'menu',
            head: `谢谢您指出来。已经交给${unit}核对,编号 ${report.number}。查清了在这里告诉您。\n哪里不对?`,
            items: CHOICES,
            tail: '回复数字,或者写一句。着急请回复 人工。',
          },
        ];
      },
    });
  };

  const step = ({ session, text, choice }: FlowInput): Plan | undefined => {
    const said = CHOICES.find(({ id }) => id === choice)?.label ?? text.trim();
    const none = choice === 'no-more' || /^(不用|没有|没了|算了)/.test(said);
    if (!choice && (ASKS_ANEW.test(said) || [...said].length > LONGEST)) return undefined;
    return plainPlan(INTENT, 'flow', [], withoutFlow(session), {
      evidence: { rule: NAME },
      async apply(tx, { address }) {
        const report = await reports.file(tx, content.hash(conversationId(address)));
        if (!report || none) return say('好的。还有事直接问我。');
        await reports.addDetail(tx, report.id, said);
        await desk.addDetail(tx, report, said);
        const disclosureCode = report.recordType === 'disclosure' ? report.recordId : null;
        const verified =
          choice === 'untrue' &&
          disclosureCode &&
          (await verify(tx, { disclosureCode, reportId: report.id }));
        return say(
          verified
            ? '记下了。监督小组也会去核对公开的是不是真的。还有事直接问我。'
            : '记下了,一起交给他们核对。还有事直接问我。',
        );
      },
    });
  };

  return { name: NAME, begin, step };
}
