/** 投诉举报 by chat: what happened, named or anonymous, filed. */
import type { Supervision } from '../../supervision/complaints.ts';
import { formatReceipt } from '../../supervision/receipt.ts';
import { formatDay } from '../../kit/day.ts';
import { offer, plainPlan, say, type Plan } from '../plan.ts';
import { withFlow, withoutFlow, type Flow, type FlowInput } from './flow.ts';

interface State {
  step: 'what' | 'named';
  text?: string;
  unit?: string;
  /** The person came to report wrongdoing. */
  reported: boolean;
}

const NAME = 'complaint';
/** A message shorter than this says that one wants to complain, not about what. */
const SUBSTANCE = 8;
const ONLY_WISH = /^(我?(要|想|来)?(投诉|举报|反映(问题|情况)?|告状)(一下|个事)?|投诉举报)[。!,]?$/;

const NAMED_CHOICES = [
  { id: 'anonymous', label: '匿名(不留名,凭查询码看进度)' },
  { id: 'named', label: '实名(名字密封,只有监督人员按规定才能看)' },
];

export function createComplaintFlow(supervision: Supervision): Flow<State> {
  const askNamed = ({ session }: FlowInput, state: State): Plan => {
    const head = state.reported
      ? '您反映的事只交给纪检监察机关,被反映的人和单位看不到。您想怎么报?'
      : '您反映的事会交给监督组,不会交给被投诉的人。您想怎么报?';
    const offered = offer(
      withFlow(session, NAME, { ...state, step: 'named' }),
      head,
      NAMED_CHOICES,
      '回复数字就行。不想报了,回复 返回。',
    );
    return plainPlan('complaint', 'flow', offered.say, offered.session);
  };

  const file = ({ session }: FlowInput, state: State, anonymous: boolean): Plan =>
    plainPlan('complaint', 'flow', [], withoutFlow(session), {
      async apply(tx, { citizenId, address }) {
        const filed = await supervision.file(tx, {
          text: state.text!,
          ...(state.unit ? { aboutUnit: state.unit } : {}),
          anonymous,
          reported: state.reported,
          source: 'chat',
          identity: { address, ...(citizenId && !anonymous ? { citizenId } : {}) },
        });
        return say(
          [
            `已经登记。编号 ${filed.number}`,
            `查询码 ${formatReceipt(filed.receipt)}`,
            '请记好查询码:换了手机、换了微信也能凭它看进度,别人没有它看不到。',
            `最晚 ${formatDay(filed.acceptDue)} 前告诉您是否受理。`,
            ...(filed.triage.urgent ? ['有人身危险请马上打 110 或 120。值班人员已收到提醒。'] : []),
            '找人工,回复 人工。',
          ].join('\n'),
        );
      },
    });

  return {
    name: NAME,
    begin(input) {
      const reported = input.choice?.startsWith('report') ?? false;
      const fromMenu = input.choice === 'complaint' || input.choice === 'report';
      const text = input.text.trim();
      if (fromMenu || ONLY_WISH.test(text) || text.length < SUBSTANCE) {
        const head =
          '请把事情说一下:哪个单位、什么时候、怎么回事。一条消息说完就行,有照片稍后也可以发。\n有人身危险请先打 110 或 120。不想报了,回复 返回。';
        return plainPlan(
          'complaint',
          'flow',
          say(head),
          withFlow(input.session, NAME, { step: 'what', reported } satisfies State),
        );
      }
      return askNamed(input, { step: 'named', text, reported, ...(input.unit ? { unit: input.unit } : {}) });
    },
    step(input, state) {
      if (state.step === 'what')
        return askNamed(input, {
          ...state,
          text: input.text.trim(),
          ...(input.unit ? { unit: input.unit } : {}),
        });
      if (input.choice === 'anonymous' || /^(匿名|不留名)/.test(input.text)) return file(input, state, true);
      if (input.choice === 'named' || /^(实名|留名)/.test(input.text)) return file(input, state, false);
      return askNamed(input, state);
    },
  };
}
