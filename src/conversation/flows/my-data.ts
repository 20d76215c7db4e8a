/** 我的数据: what is held and why, a copy, correction, deletion, all by chat. 个人信息保护法第十七、四十四至四十七条. */
import { readPerson } from '../../participation/request-form.ts';
import type { ParticipationData } from '../../participation/personal-data.ts';
import type { Consents } from '../../people/consents.ts';
import type { PersonalData } from '../../people/personal-data.ts';
import { dayOf } from '../../kit/day.ts';
import { offer, plainPlan, say, type Plan } from '../plan.ts';
import { withFlow, withoutFlow, type Flow, type FlowInput } from './flow.ts';

interface State {
  step: 'menu' | 'correct' | 'erase';
}

const NAME = 'my-data';
const NOTICE = [
  '我们怎么用您的信息(个人信息保护法第十七条):',
  '· 谁:本县人民政府办公室和办件的单位,履行法定职责。',
  '· 用来做什么:回答您、办您的事、把结果告诉您,不作别的用。',
  '· 有什么:您的聊天账号(加密)、聊天记录、办件时您写的姓名和电话。身份证号只在您单独同意后才留。',
  '· 留多久:聊天记录 180 天;身份证号、邮箱、地址到答复满 7 个月;案卷里的姓名电话按档案规定。',
  '· 存在国内,加密保存,不卖、不给别人。',
].join('\n');

const CHOICES = [
  { id: 'copy', label: '看一看存了我什么' },
  { id: 'correct', label: '改我的姓名电话' },
  { id: 'erase', label: '删除我的数据' },
];
const MAX_LINES = 30;

export interface MyDataDeps {
  consents: Pick<Consents, 'withdraw'>;
  holders: readonly PersonalData[];
  participation: ParticipationData;
}

export function createMyDataFlow({ holders, participation, consents }: MyDataDeps): Flow<State> {
  const plan = (said: Plan['say'], session: Plan['session'], more: Partial<Plan> = {}): Plan =>
    plainPlan('privacy', 'flow', said, session, { evidence: { rule: 'my-data' }, ...more });

  const menu = ({ session }: FlowInput): Plan => {
    const offered = offer(
      withFlow(session, NAME, { step: 'menu' } satisfies State),
      NOTICE,
      CHOICES,
      '回复数字就行。有问题回复 人工。',
    );
    return plan(offered.say, offered.session);
  };

  const copy = ({ session }: FlowInput): Plan =>
    plan([], withoutFlow(session), {
      async apply(tx, { citizenId = '' }) {
        const lines: string[] = [];
        for (const holder of holders) lines.push(...(await holder.copy(tx, citizenId)));
        if (lines.length === 0) return say('这里没有存您的个人信息。');
        const more =
          lines.length > MAX_LINES ? [`……还有 ${lines.length - MAX_LINES} 条,回复 人工 要全部。`] : [];
        return say(
          [
            '存着您的这些:',
            ...lines.slice(0, MAX_LINES).map((line) => `· ${line}`),
            ...more,
            '写错了,回复 更正我的信息;不让再用身份证号,回复 撤回同意;要删,回复 删除我的数据。',
          ].join('\n'),
        );
      },
    });

  const askCorrection = ({ session }: FlowInput): Plan =>
    plan(
      say('请发对的姓名或电话,例如:张三 13800000000。在办的申请都会改过来。'),
      withFlow(session, NAME, { step: 'correct' } satisfies State),
    );

  const correct = (input: FlowInput): Plan => {
    const { name, contact } = readPerson(input.text, dayOf(input.now));
    if (!contact && name.length < 2) return askCorrection(input);
    const change = { ...(name.length >= 2 ? { name } : {}), ...(contact ? { contact } : {}) };
    return plan([], withoutFlow(input.session), {
      async apply(tx, { citizenId = '' }) {
        const count = await participation.correct(tx, citizenId, change);
        return say(
          count > 0
            ? `改好了,${count} 件在办的申请用新的${name.length >= 2 ? '姓名' : ''}${contact ? '电话' : ''}。`
            : '您没有在办的申请,不用改。已办结的案卷不能改,有错请回复 人工。',
        );
      },
    });
  };

  /** 撤回同意 (个人信息保护法第十五条): as easy as giving it. What was done before stays done. */
  const withdraw = ({ session }: FlowInput): Plan =>
    plan([], withoutFlow(session), {
      async apply(tx, { citizenId = '' }) {
        const dropped = await participation.dropProof(tx, citizenId);
        const count = await consents.withdraw(tx, citizenId);
        return say(
          count + dropped > 0
            ? '同意已撤回,身份证号、邮箱、地址已删除。在办的申请照常办,领取时请出示证件。'
            : '您没有要撤回的同意。',
        );
      },
    });

  const askErase = ({ session }: FlowInput): Plan => {
    const offered = offer(
      withFlow(session, NAME, { step: 'erase' } satisfies State),
      '要删除您的数据吗?聊天记录、身份证号、邮箱、地址、订阅会马上删掉,找不回来。在办的事照常办。依法要归档的案卷会留下,我会告诉您是哪些、为什么。',
      [
        { id: 'erase-yes', label: '确认删除' },
        { id: 'erase-no', label: '不删了' },
      ],
    );
    return plan(offered.say, offered.session);
  };

  const erase = ({ session }: FlowInput): Plan =>
    plan(
      [],
      { asked: 0, at: session.at },
      {
        async apply(tx, { citizenId = '' }) {
          const erased: string[] = [];
          const kept: string[] = [];
          for (const holder of holders) {
            const done = await holder.erase(tx, citizenId);
            erased.push(...done.erased);
            kept.push(...done.kept);
          }
          return say(
            [
              erased.length > 0 ? `已删除:${erased.join(';')}。` : '没有可以删的。',
              ...(kept.length > 0 ? [`留下的:${kept.join(';')}。到期自动删除。`] : []),
            ].join('\n'),
          );
        },
      },
    );

  return {
    name: NAME,
    begin(input) {
      if (/撤回/.test(input.text)) return withdraw(input);
      if (/更正|修改|改我/.test(input.text)) return askCorrection(input);
      if (/删除|清除|注销/.test(input.text)) return askErase(input);
      return menu(input);
    },
    step(input, { step }) {
      if (step === 'correct') return correct(input);
      if (step === 'erase') {
        if (input.choice === 'erase-yes' || /^确认(删除)?/.test(input.text.trim())) return erase(input);
        return plan(say('好的,没有删。'), withoutFlow(input.session));
      }
      if (input.choice === 'copy') return copy(input);
      if (input.choice === 'correct') return askCorrection(input);
      if (input.choice === 'erase') return askErase(input);
      return menu(input);
    },
  };
}
