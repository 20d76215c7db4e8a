/** The whole examination, as the command and the console's page make it. Probes change nothing and run side by side. */
import type { Config } from '../../config.ts';
import { fine, type Finding } from '../../kit/finding.ts';
import { examineCallback } from './doctor/callback.ts';
import { examineDisk, examineNode } from './doctor/machine.ts';
import { examineModel } from './doctor/model.ts';
import { examineSettings } from './doctor/settings.ts';
import { examineWechat } from './doctor/wechat.ts';
import { examineWecom } from './doctor/wecom.ts';

/** `records` looks into the database; it fails with a finding, not with an error. */
export async function examineService(config: Config, records: () => Promise<Finding[]>): Promise<Finding[]> {
  const parts = await Promise.all([records(), examinePlatforms(config), examineModel(config.model)]);
  return [examineNode(), ...examineSettings(config), ...examineDisk(config), ...parts.flat()];
}

async function examinePlatforms(config: Config): Promise<Finding[]> {
  const { wecom, wechat } = config;
  if (!wecom && !wechat)
    return [fine('platforms', '没有平台账号:模拟模式。No credentials: simulation mode.')];
  const parts = await Promise.all([
    wecom ? examineWecom(config, wecom) : [],
    wechat ? examineWechat(wechat) : [],
    examineCallback(config),
  ]);
  return parts.flat();
}
