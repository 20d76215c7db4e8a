/**
 * 依申请公开 by chat: description; name, contact, proof of identity and form of delivery in one message; read back; confirmed
 * by both sides. Never more than four messages before the number: wish, description, person, 确认.
 */
import { dayOf, type Day } from '../../kit/day.ts';
import type { Consents } from '../../people/consents.ts';
import {
  asksHelp,
  DELIVERY_FORMS,
  maskId,
  readPerson,
  readsAsCorrection,
  readsAsGrievance,
  type DeliveryForm,
} from '../../participation/request-form.ts';
import type { Requests } from '../../participation/requests.ts';
import { offer, plainPlan, say, type Plan } from '../plan.ts';
import { withFlow, withoutFlow, type Flow, type FlowInput } from './flow.ts';

interface State {
  step: 'what' | 'grievance' | 'who' | 'guardian' | 'confirm' | 'form' | 'address';
  kind: 'information' | 'correction';
  description?: string;
  unit?: string;
  name?: string;
  contact?: string;
  idNumber?: string;
  email?: string;
  form: DeliveryForm;
  needsHelp?: boolean;
  minor?: boolean;
  guardian?: string;
  /** Once filed. */
  number?: string;
}

const NAME = 'request';
const ONLY_WISH =
  /^(我?(要|想)?(依法)?申请(政府)?(信息)?公开(政府)?(信息)?|依申请公开|申请公开|公开申请|我?(要|想)?(申请)?更正(政府)?信息|更正申请)[。!,]?$/;
const CONFIRMS = /^(确认|提交|对的?|是的?|好的?|没错|同意)[。!,]?/;

const FORM_CHOICES = DELIVERY_FORMS.map((form) => ({ id: `form:${form}`, label: form }));

/** 个人信息保护法第十七条: what for, in one sentence, where it is asked. */
const PURPOSE = '这些只用来办理这次申请,加密保存。回复 我的数据 可以看、可以删。';

export function createRequestFlow(requests: Requests, consents: Consents, complaint: Flow): Flow<State> {
  const plan = (say_: Plan['say'], session: Plan['session'], more: Partial<Plan> = {}): Plan =>
    plainPlan('info_request', 'flow', say_, session, more);

  const askWhat = ({ session }: FlowInput, kind: State['kind']): Plan =>
    plan(
      say(
        kind === 'correction'
          ? '政府记录的您本人的信息有错,可以要求更正。请说清楚:哪个单位、哪一项记录、错在哪、应该是什么、有什么证据。'
          : '申请公开信息不收费。请说清楚您要什么:哪个单位的、什么文件或数据、哪一年的。知道文件名或文号更好。',
      ),
      withFlow(session, NAME, { step: 'what', kind, form: '微信' } satisfies State),
    );

  const askWho = ({ session }: FlowInput, state: State, fault?: string): Plan => {
    const help = state.needsHelp ? '您可以口头说,由工作人员代填:回复 人工,或请家人帮忙发。\n' : '';
    const text = `${fault ? `${fault}\n` : '好的。'}${help}法律要求写明申请人。请一条消息发:姓名、电话,例如:张三 13800000000\n身份证号可以一起发,不发就在领取时出示。要邮件、邮寄或当面领取,也写上;不写就在微信答复。\n${PURPOSE}`;
    return plan(say(text), withFlow(session, NAME, { ...state, step: 'who' } satisfies State));
  };

  const askGrievance = ({ session }: FlowInput, state: State): Plan => {
    const offered = offer(
      withFlow(session, NAME, { ...state, step: 'grievance' } satisfies State),
      '您说的像是要反映问题,不是要一份文件。反映问题走投诉更快,信息公开申请不处理信访、投诉、举报(条例第三十九条)。您要:',
      [
        { id: 'to-complaint', label: '转为投诉举报' },
        { id: 'go-on', label: '还是申请公开信息' },
      ],
      '回复数字就行。',
    );
    return plan(offered.say, offered.session);
  };

  const askGuardian = ({ session }: FlowInput, state: State): Plan =>
    plan(
      say(
        '申请人不满十四周岁,处理他的个人信息要父母或其他监护人同意(个人信息保护法第三十一条)。请监护人发:监护人姓名、电话,并写上 同意。',
      ),
      withFlow(session, NAME, { ...state, step: 'guardian' } satisfies State),
    );

  const readBack = ({ session }: FlowInput, state: State): Plan => {
    const head = [
      '请核对:',
      ...(state.kind === 'correction' ? ['事项:更正政府信息'] : []),
      `申请人:${state.name}`,
      `电话:${state.contact}`,
      ...(state.idNumber ? [`身份证:${maskId(state.idNumber)}`] : []),
      ...(state.guardian ? [`监护人:${state.guardian}`] : []),
      `${state.kind === 'correction' ? '要更正的' : '要的信息'}:${state.description}`,
      `答复方式:${state.form}${state.email ? `(${state.email})` : ''}`,
      ...(state.needsHelp ? ['需要帮助:是,工作人员会打电话帮您'] : []),
      ...(state.idNumber
        ? ['身份证号是敏感个人信息,只用来核对申请人,答复满 7 个月删掉。要不要留,由您单独决定。']
        : []),
      '确认后 20 个工作日内答复您。',
    ].join('\n');
    const confirms = state.idNumber
      ? [
          { id: 'confirm-id', label: '确认,同意用身份证号核对' },
          { id: 'confirm', label: '确认,不留身份证号' },
        ]
      : [{ id: 'confirm', label: '确认提交' }];
    const offered = offer(
      withFlow(session, NAME, { ...state, step: 'confirm' } satisfies State),
      head,
      [...confirms, { id: 'form', label: '换答复方式' }, { id: 'again', label: '重新填' }],
      '回复数字就行。不申请了,回复 返回。',
    );
    return plan(offered.say, offered.session);
  };

  const askForm = ({ session }: FlowInput, state: State): Plan => {
    const offered = offer(
      withFlow(session, NAME, { ...state, step: 'form' } satisfies State),
      '您想怎么收到答复?',
      FORM_CHOICES,
    );
    return plan(offered.say, offered.session);
  };

  /** Asked after the receipt, so that nothing delays it. */
  const whereTo = ({ form, email }: State): string | undefined =>
    form === '邮寄纸质'
      ? '请再发一条:收信的地址和收信人。'
      : form === '电子邮件' && !email
        ? '请再发一条:您的电子邮箱。'
        : undefined;

  const file = ({ session }: FlowInput, state: State, keepId: boolean): Plan => {
    const further = whereTo(state);
    return plan([], withoutFlow(session), {
      async apply(tx, { citizenId = '', remember }) {
        const { step: _step, unit, minor, idNumber, ...form } = state;
        const { number, text } = await requests.file(tx, {
          ...form,
          ...(keepId && idNumber ? { idNumber } : {}),
          name: form.name!,
          contact: form.contact!,
          description: form.description!,
          citizenId,
          unitCode: unit,
        });
        if (keepId && idNumber) await consents.give(tx, citizenId, 'identity-number', number);
        if (minor) await consents.give(tx, citizenId, 'minor', number);
        if (further) remember(withFlow(withoutFlow(session), NAME, { ...state, step: 'address', number }));
        return say(further ? `${text}\n${further}` : text);
      },
    });
  };

  const takePerson = (input: FlowInput, state: State, today: Day): Plan => {
    const read = readPerson(input.text, today);
    if (read.badId) return askWho(input, state, '身份证号好像打错了,请核对。不想发也可以不发。');
    const known: State = {
      ...state,
      ...(read.name.length >= 2 ? { name: read.name } : {}),
      ...(read.contact ? { contact: read.contact } : {}),
      ...(read.idNumber ? { idNumber: read.idNumber } : {}),
      ...(read.email ? { email: read.email } : {}),
      ...(read.form ? { form: read.form } : {}),
      ...(read.minor ? { minor: true } : {}),
      ...(asksHelp(input.text) ? { needsHelp: true } : {}),
    };
    if (!known.contact) return askWho(input, known, '还差电话:手机号或带区号的座机。');
    if (!known.name) return askWho(input, known, '还差姓名或单位名称。');
    return known.minor && !known.guardian ? askGuardian(input, known) : readBack(input, known);
  };

  const takeWhat = (input: FlowInput, state: State): Plan => {
    const description = input.text.trim();
    const told: State = {
      ...state,
      description,
      ...(input.unit ? { unit: input.unit } : {}),
      ...(asksHelp(description) ? { needsHelp: true } : {}),
    };
    return told.kind === 'information' && readsAsGrievance(description)
      ? askGrievance(input, told)
      : askWho(input, told);
  };

  const takeGuardian = (input: FlowInput, state: State, today: Day): Plan => {
    const { name, contact } = readPerson(input.text.replace(/同意|监护人|父亲|母亲|爸爸|妈妈/g, ' '), today);
    if (!/同意/.test(input.text) || !contact || name.length < 2) return askGuardian(input, state);
    return readBack(input, { ...state, guardian: `${name} ${contact}` });
  };

  const takeAddress = ({ session, text }: FlowInput, state: State): Plan =>
    plan([], withoutFlow(session), {
      apply: async (tx, { citizenId = '' }) =>
        say(await requests.addAddress(tx, { citizenId, number: state.number }, text)),
    });

  return {
    name: NAME,
    begin(input) {
      const text = input.text.trim();
      const kind = input.choice === 'correction' || readsAsCorrection(text) ? 'correction' : 'information';
      if (input.choice || ONLY_WISH.test(text))
        return askWhat(input, /更正/.test(text) ? 'correction' : kind);
      return takeWhat(input, { step: 'what', kind, form: '微信' });
    },
    step(input, state) {
      const { choice } = input;
      const today = dayOf(input.now);
      switch (state.step) {
        case 'what':
          return takeWhat(input, state);
        case 'grievance':
          if (choice === 'to-complaint')
            return complaint.begin({
              ...input,
              text: state.description!,
              choice: undefined,
              session: withoutFlow(input.session),
            });
          return choice === 'go-on' || /还是|申请|公开/.test(input.text)
            ? askWho(input, state)
            : askGrievance(input, state);
        case 'who':
          return takePerson(input, state, today);
        case 'guardian':
          return takeGuardian(input, state, today);
        case 'form': {
          const form = DELIVERY_FORMS.find((one) => choice === `form:${one}` || input.text.includes(one));
          return form ? readBack(input, { ...state, form }) : askForm(input, state);
        }
        case 'address':
          return takeAddress(input, state);
        case 'confirm':
          if (choice === 'again') return askWhat(input, state.kind);
          if (choice === 'form') return askForm(input, state);
          if (choice === 'confirm-id') return file(input, state, true);
          if (choice === 'confirm' || CONFIRMS.test(input.text.trim())) return file(input, state, false);
          return readBack(input, state);
      }
    },
  };
}
