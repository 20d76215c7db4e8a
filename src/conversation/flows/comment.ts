/** 征求意见 by chat: which draft, what to say about it. */
import { formatDay } from '../../kit/day.ts';
import type { Comments, OpenDraft } from '../../participation/comments.ts';
import { offer, plainPlan, say, type Plan } from '../plan.ts';
import { withFlow, withoutFlow, type Flow, type FlowInput } from './flow.ts';

interface State {
  step: 'which' | 'what';
  draft?: string;
  title?: string;
  text?: string;
}

const NAME = 'comment';
const ONLY_WISH =
  /^(我?(要|想)?对?草案?(提个?|发表|说)(点|些)?意见|我?(要|想)?提(个|点|些)?意见|征求意见|对草案提意见)[。!,]?$/;

export function createCommentFlow(
  comments: Comments,
  openDrafts: (now: Date) => Promise<OpenDraft[]>,
): Flow<State> {
  const file = ({ session }: FlowInput, state: State, text: string): Plan =>
    plainPlan('comment_draft', 'flow', [], withoutFlow(session), {
      async apply(tx, { citizenId }) {
        const { number } = await comments.file(tx, {
          disclosureCode: state.draft!,
          citizenId: citizenId ?? '',
          text,
        });
        return say(`收到您对《${state.title}》的意见,编号 ${number}。意见采纳没采纳、为什么,都会公布。`);
      },
    });

  const askWhat = ({ session }: FlowInput, draft: OpenDraft): Plan =>
    plainPlan(
      'comment_draft',
      'flow',
      say(
        `《${draft.title}》正在征求意见,到 ${formatDay(draft.closes)} 截止。请直接写您的意见,可以写明第几条。`,
      ),
      withFlow(session, NAME, {
        step: 'what',
        draft: draft.disclosureCode,
        title: draft.title,
      } satisfies State),
    );

  const askWhich = ({ session }: FlowInput, drafts: readonly OpenDraft[], text?: string): Plan => {
    const offered = offer(
      withFlow(session, NAME, { step: 'which', ...(text ? { text } : {}) } satisfies State),
      '现在可以提意见的有:',
      drafts.map((draft) => ({ id: draft.disclosureCode, label: draft.title })),
      '回复数字选一个。不提了,回复 返回。',
    );
    return plainPlan('comment_draft', 'flow', offered.say, offered.session);
  };

  return {
    name: NAME,
    async begin(input) {
      const drafts = await openDrafts(input.now);
      if (drafts.length === 0)
        return plainPlan(
          'comment_draft',
          'refused',
          say('现在没有正在征求意见的草案。有意见也可以直接写给我,我转给县政府办。回复 人工 找工作人员。'),
          withoutFlow(input.session),
        );
      const text = input.text.trim();
      const wish = input.choice !== undefined || ONLY_WISH.test(text);
      if (drafts.length > 1) return askWhich(input, drafts, wish ? undefined : text);
      if (wish) return askWhat(input, drafts[0]!);
      return file(input, { step: 'what', draft: drafts[0]!.disclosureCode, title: drafts[0]!.title }, text);
    },
    async step(input, state) {
      if (state.step === 'what') return file(input, state, input.text.trim());
      const drafts = await openDrafts(input.now);
      const draft = drafts.find((one) => one.disclosureCode === input.choice);
      if (!draft) return askWhich(input, drafts, state.text);
      return state.text
        ? file(input, { step: 'what', draft: draft.disclosureCode, title: draft.title }, state.text)
        : askWhat(input, draft);
    },
  };
}
