/** 依申请公开 by chat: description, name and contact, form of delivery, read back and confirmed by both sides. */
import { formatDay } from '../../kit/day.ts';
import type { Requests } from '../../participation/requests.ts';
import { offer, plainPlan, say, type Plan } from '../plan.ts';
import { withFlow, withoutFlow, type Flow, type FlowInput } from './flow.ts';

interface State {
  step: 'what' | 'who' | 'confirm';
  description?: string;
  unit?: string;
  name?: string;
  contact?: string;
}

const NAME = 'request';
const PHONE = /(?<!\d)1\d{10}(?!\d)|0\d{2,3}-?\d{7,8}/;
const ONLY_WISH = /^(我?(要|想)?(依法)?申请(信息)?公开|依申请公开|申请公开)[。!,]?$/;

const CONFIRM_CHOICES = [
  { id: 'confirm', label: '确认提交' },
  { id: 'again', label: '重新填' },
];

export function createRequestFlow(requests: Requests): Flow<State> {
  const askWhat = ({ session }: FlowInput): Plan =>
    plainPlan(
      'info_request',
      'flow',
      say(
        '申请公开信息不收费。请说清楚您要什么:哪个单位的、什么文件或数据、哪一年的。知道文件名或文号更好。',
      ),
      withFlow(session, NAME, { step: 'what' } satisfies State),
    );

  const askWho = ({ session }: FlowInput, state: State): Plan =>
    plainPlan(
      'info_request',
      'flow',
      say('好的。法律要求写明申请人。请发:您的姓名、联系电话。例如:张三 13800000000'),
      withFlow(session, NAME, { ...state, step: 'who' }),
    );

  const readBack = ({ session }: FlowInput, state: State): Plan => {
    const head = `请核对:\n申请人:${state.name}\n电话:${state.contact}\n要的信息:${state.description}\n答复方式:微信\n确认后 20 个工作日内答复您。`;
    const offered = offer(
      withFlow(session, NAME, { ...state, step: 'confirm' }),
      head,
      CONFIRM_CHOICES,
      '回复数字就行。',
    );
    return plainPlan('info_request', 'flow', offered.say, offered.session);
  };

  const file = ({ session }: FlowInput, state: State): Plan =>
    plainPlan('info_request', 'flow', [], withoutFlow(session), {
      async apply(tx, { citizenId }) {
        const { number, due } = await requests.file(tx, {
          citizenId: citizenId ?? '',
          unitCode: state.unit,
          name: state.name!,
          contact: state.contact!,
          description: state.description!,
          form: '微信',
        });
        return say(
          `申请已收到,编号 ${number}。今天是双方确认之日,最晚 ${formatDay(due)} 前答复您。\n回复编号可以查进度。`,
        );
      },
    });

  return {
    name: NAME,
    begin(input) {
      const text = input.text.trim();
      if (input.choice || ONLY_WISH.test(text)) return askWhat(input);
      return askWho(input, { step: 'who', description: text, ...(input.unit ? { unit: input.unit } : {}) });
    },
    step(input, state) {
      const text = input.text.trim();
      if (state.step === 'what')
        return askWho(input, { ...state, description: text, ...(input.unit ? { unit: input.unit } : {}) });
      if (state.step === 'who') {
        const contact = PHONE.exec(text)?.[0];
        const name = text
          .replace(PHONE, ' ')
          .replace(/(姓名|电话|手机|联系|我叫|号码|是|[::,,。、\s])+/g, ' ')
          .trim();
        if (!contact || name.length < 2) return askWho(input, state);
        return readBack(input, { ...state, name: name.slice(0, 30), contact });
      }
      if (input.choice === 'confirm' || /^(确认|提交|对|是的|好)/.test(text)) return file(input, state);
      if (input.choice === 'again') return askWhat(input);
      return readBack(input, state);
    },
  };
}
