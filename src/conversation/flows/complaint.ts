/** 投诉举报 by chat: what happened, named or anonymous, filed. Three messages; pictures and files may come at any of them. */
import type { Supervision } from '../../supervision/complaints.ts';
import { formatReceipt } from '../../supervision/receipt.ts';
import { GUIDANCE } from '../../supervision/triage.ts';
import { formatDay } from '../../kit/day.ts';
import type { Db } from '../../store/database.ts';
import { offer, plainPlan, say, type Plan } from '../plan.ts';
import { withFlow, withoutFlow, type Flow, type FlowInput, type SentMedia } from './flow.ts';
import { matterState, MATTER_FLOW } from './matter.ts';

interface State {
  step: 'what' | 'named' | 'who';
  text?: string;
  unit?: string;
  /** The person came to report wrongdoing. */
  reported: boolean;
  /** How often it was not understood. */
  asked?: number;
  /** Sent so far. */
  media?: SentMedia[];
  /** Open matters that look the same, in the order of the choices. */
  similar?: string[];
}

const NAME = 'complaint';
/** A message shorter than this says that one wants to complain, not about what. */
const SUBSTANCE = 8;
const MAX_MEDIA = 9;
const ONLY_WISH = /^(我?(要|想|来)?(投诉|举报|反映(问题|情况)?|告状)(一下|个事)?|投诉举报)[。!,]?$/;

const NAMED_CHOICES = [
  { id: 'anonymous', label: '匿名(不留名,凭查询码看进度)' },
  { id: 'named', label: '实名(名字密封,只有监督人员按规定才能看)' },
];
const ASK_WHAT =
  '请把事情说一下:哪个单位、什么时候、怎么回事。一条消息说完就行,照片、语音、文件也可以发。\n有人身危险请先打 110 或 120。不想报了,回复 返回。';
const MOST_ASKED = 2;
const ASK_AGAIN = '我没看明白是什么事。请写:哪个单位、什么时候、怎么回事。说不清楚就回复 人工。';
const ASK_WHO =
  '请写您的姓名和电话,一条消息。马上加密封存:办件的人看不到;要看必须纪检写明原因、两个人同意,看过会告诉您。改主意了,回复 匿名。';
const DANGER = '有人身危险请马上打 110、119 或 120。值班人员已收到提醒。';

export function createComplaintFlow(supervision: Supervision, db: Db): Flow<State> {
  /** Looks before it asks: what belongs above is not kept, what is open already is shown. */
  const heard = async (input: FlowInput, state: State & { text: string }): Promise<Plan> => {
    const found = await supervision.preview(db, {
      text: state.text,
      reported: state.reported,
      ...(state.unit ? { aboutUnit: state.unit } : {}),
    });
    if (found.above) return sendAbove(input, state);
    const asked = state.asked ?? 0;
    // Nothing that could be looked into: asked twice at most, then taken as it is.
    if (found.triage.class === 'H' && asked < MOST_ASKED)
      return plainPlan(
        'complaint',
        'flow',
        say(ASK_AGAIN),
        withFlow(input.session, NAME, { ...state, step: 'what', asked: asked + 1 } satisfies State),
      );
    const { triage, similar } = found;
    const secret = triage.sealed
      ? '您反映的事只交给纪检监察机关,被反映的人和单位看不到。您想怎么报?匿名也受理,但只能凭查询码看回音。'
      : '您反映的事会交给监督组,不会交给被投诉的人。您想怎么报?';
    const head = [
      ...(triage.urgent ? ['有人身危险请马上打 110、119 或 120!'] : []),
      ...(triage.guide ? [GUIDANCE[triage.guide]] : []),
      ...(similar.length > 0
        ? [
            `已有人反映过相像的事:\n${similar.map(({ line }) => line).join('\n')}\n是同一件就并进去,每一步同样告诉您。`,
          ]
        : []),
      secret,
    ].join('\n');
    const joins = similar.map((_, i) => ({ id: `join:${i}`, label: `就是已有的第 ${i + 1} 件,并进去` }));
    return askNamed(input, { ...state, similar: similar.map(({ id }) => id) }, head, [
      ...NAMED_CHOICES,
      ...joins,
    ]);
  };

  const askNamed = (
    { session }: Pick<FlowInput, 'session'>,
    state: State,
    head: string,
    choices: readonly { id: string; label: string }[],
  ): Plan => {
    const next = withFlow(session, NAME, { ...state, step: 'named' } satisfies State);
    const offered = offer(next, head, choices, '回复数字就行。不想报了,回复 返回。');
    return plainPlan('complaint', 'flow', offered.say, offered.session);
  };

  const askWho = ({ session }: FlowInput, state: State): Plan =>
    plainPlan(
      'complaint',
      'flow',
      say(ASK_WHO),
      withFlow(withoutFlow(session), NAME, { ...state, step: 'who' } satisfies State),
    );

  /** 王芳 13900001111: what is no number is the name. */
  const takeWho = (input: FlowInput, state: State): Plan => {
    const contact = /\d[\d -]{5,18}\d/.exec(input.text)?.[0];
    const name = input.text
      .replace(contact ?? '', '')
      .replace(/我?(叫|是)|姓名|电话|手机号?|[::,,。、\s]/g, '')
      .slice(0, 40);
    if (!name && !contact)
      return plainPlan('complaint', 'flow', say(ASK_WHO), withFlow(input.session, NAME, state));
    return file(input, state, false, { ...(name ? { name } : {}), ...(contact ? { contact } : {}) });
  };

  const sendAbove = ({ session }: FlowInput, state: State & { text: string }): Plan =>
    plainPlan('complaint', 'flow', [], withoutFlow(session), {
      forget: true,
      async apply(tx, { address }) {
        await supervision.file(tx, { ...draftOf(state), anonymous: true, identity: { address } });
        return say(`${GUIDANCE.above}\n找人工,回复 人工。`);
      },
    });

  const draftOf = (state: State) => ({
    text: state.text!,
    ...(state.unit ? { aboutUnit: state.unit } : {}),
    reported: state.reported,
    source: 'chat' as const,
    media: state.media ?? [],
  });

  const file = (
    { session }: FlowInput,
    state: State,
    anonymous: boolean,
    more: { joins?: string; name?: string; contact?: string } = {},
  ): Plan =>
    plainPlan('complaint', 'flow', [], withoutFlow(session), {
      async apply(tx, { citizenId, address, remember }) {
        const { joins, ...named } = more;
        const filed = await supervision.file(tx, {
          ...draftOf(state),
          anonymous,
          identity: { address, ...(citizenId && !anonymous ? { citizenId } : {}), ...named },
          ...(joins ? { joins } : {}),
        });
        if (filed.above) return say(`${GUIDANCE.above}\n找人工,回复 人工。`);
        const lines = [
          `已经登记。编号 ${filed.number}`,
          `查询码 ${formatReceipt(filed.receipt)}`,
          '请记好查询码:换了手机、换了微信也能凭它看进度、补充,别人没有它看不到。',
          ...(filed.mergedInto ? ['和已有的同一件事合在一起办,每一步都告诉您。'] : []),
          ...(filed.acceptDue
            ? [`最晚 ${formatDay(filed.acceptDue)}${filed.provisional ? '(暂定)' : ''} 前告诉您是否受理。`]
            : ['看过以后给您回音。']),
          ...(filed.triage.urgent ? [DANGER] : []),
          '还有照片、文件,现在就可以发。找人工,回复 人工。',
        ];
        remember(withFlow(withoutFlow(session), MATTER_FLOW, matterState(filed)));
        return say(lines.join('\n'));
      },
    });

  return {
    name: NAME,
    begin(input) {
      const reported = input.choice?.startsWith('report') ?? false;
      const fromMenu = input.choice === 'complaint' || input.choice === 'report';
      const text = input.text.trim();
      const unit = input.unit ? { unit: input.unit } : {};
      if (fromMenu || ONLY_WISH.test(text) || text.length < SUBSTANCE)
        return plainPlan(
          'complaint',
          'flow',
          say(ASK_WHAT),
          withFlow(input.session, NAME, { step: 'what', reported } satisfies State),
        );
      return heard(input, { step: 'named', text, reported, ...unit });
    },
    step(input, state) {
      if (state.step === 'what') {
        const unit = input.unit ? { unit: input.unit } : {};
        return heard(input, { ...state, text: input.text.trim(), ...unit });
      }
      const joined = state.similar?.[Number(input.choice?.replace('join:', ''))];
      if (input.choice?.startsWith('join:') && joined) return file(input, state, true, { joins: joined });
      if (input.choice === 'anonymous' || /^(匿名|不留名)/.test(input.text)) return file(input, state, true);
      if (input.choice === 'named' || /^(实名|留名)/.test(input.text)) return askWho(input, state);
      if (state.step === 'who') return takeWho(input, state);
      return askNamed(input, state, '请选一个,我就登记:', NAMED_CHOICES);
    },
    media(sent, session, state) {
      const media = [...(state.media ?? []), sent].slice(0, MAX_MEDIA);
      const next = { ...session, flow: { name: NAME, state: { ...state, media } } };
      const full = (state.media?.length ?? 0) >= MAX_MEDIA;
      const text = full
        ? `一次最多收 ${MAX_MEDIA} 份,这一份没有收。登记以后还可以再发。`
        : `收到第 ${media.length} 份材料。${state.step === 'what' ? '请用文字说一下是什么事。' : '说完了,回复上面的数字。'}`;
      return plainPlan('complaint', 'flow', say(text), next);
    },
  };
}
